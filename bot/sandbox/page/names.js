// Who and what ids stand for, and how a person is drawn small.

import { h } from "./dom.js";

/** Looks up names in a state from the control API. */
export class Names {
  constructor(state) {
    this.bot = state.bot_user_id;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.groups = new Map(state.groups.map((group) => [group.id, group]));
    this.publicNames = new Map((state.public_channels || []).map((each) => [each.id, each.name]));
    this.channels = new Map((state.channels || []).filter((each) => !each.is_im).map((each) => [each.id, each]));
  }

  /** The people who can act: neither bots nor those who left. */
  get people() {
    return [...this.users.values()].filter((user) => !user.is_bot && !user.deleted);
  }

  /** The name that others see. */
  user(id) {
    const user = this.users.get(id);
    return user ? user.profile.display_name || user.profile.real_name || user.name : id;
  }

  /** A channel's name without "#"; that of a private one is known to its members alone. */
  channel(id) {
    return this.channels.get(id)?.name || this.publicNames.get(id) || "private-channel";
  }

  /** A user group's handle. */
  group(id) {
    return this.groups.get(id)?.handle || id;
  }
}

/** A round picture with a person's initials, always in the same colour for the same person. */
export function drawAvatar(names, id) {
  if (id === names.bot) return h("img", { class: "avatar", src: "/page/icon.svg", alt: "" });
  const initials = names
    .user(id)
    .split(/\s+/)
    .map((word) => [...word][0] || "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0) * 137) % 360, 7);
  const avatar = h("span", { class: "avatar", "aria-hidden": "true" }, initials);
  avatar.style.setProperty("--hue", hue);
  return avatar;
}
