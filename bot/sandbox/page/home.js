// The app's Home tab.

import { drawBlocks } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { readState, VALUE_KEYS } from "./fields.js";
import { makeInput } from "./inputs.js";
import { drawTitle } from "./titles.js";

/** Makes the Home tab's place on the screen; its `update` shows the state. */
export function makeHome(title, about) {
  const body = h("div", { class: "home", tabindex: "-1" });
  const node = h("section", { class: "place", "aria-label": title }, drawTitle(title, about), body);
  const update = (state, ctx) => {
    const { home } = state;
    const content = home ? [home.id, home.hash] : null;
    reconcile(body, [{ key: "home", content, draw: () => drawHome(home, ctx) }]);
  };
  return { node, update, focus: () => body.focus() };
}

function drawHome(home, ctx) {
  if (!home) return h("p", { class: "empty" }, "The app has not drawn its Home tab for this person yet.");
  const values = home.state.values;
  const choose = (element, address, value) => ctx.choose("home", address, value);
  const drawInput = (block) => {
    const { element } = block;
    const value = VALUE_KEYS[element.type] && readState(element, values[block.block_id][element.action_id]);
    const input = makeInput(block, value, ctx, (changed) => choose(element, input.address, changed));
    return input.node;
  };
  const click = (element, address, button) => ctx.click("home", element, address, button);
  return h("div", { class: "blocks" }, drawBlocks(home.blocks, { ...ctx, state: values, drawInput, click, choose }));
}
