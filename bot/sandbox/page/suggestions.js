// What the writing box offers while somebody types.

const MOST = 8;

/** The bot's commands, as its manifest describes them. */
export const COMMANDS = [
  {
    name: "/change",
    usage: "help | list | show KEY | memo | pulse | digest | …",
    words: "Everything Groundswell can do",
  },
  { name: "/change-status", usage: "KEY green|amber|red SUMMARY", words: "Post how an initiative stands" },
  { name: "/change-risk", usage: "KEY TITLE likelihood:1-5 impact:1-5", words: "Report a risk" },
];

/** Offers for the text before the caret, as {insert, words, start}: what to put in, what it is, and from where. */
export function suggest(before, names) {
  if (/^\/\S*$/.test(before))
    return offer(
      before,
      0,
      COMMANDS.map(({ name, words }) => [name, words]),
    );
  const match = /(?:^|\s)([@#][\w.-]*)$/.exec(before);
  if (!match) return [];
  const [, typed] = match;
  const start = before.length - typed.length;
  return offer(typed, start, typed.startsWith("@") ? listMentions(names) : listChannels(names));
}

function listMentions(names) {
  const people = names.people.map((user) => [`@${user.name}`, names.user(user.id)]);
  const groups = [...names.groups.values()].map((group) => [`@${group.handle}`, `${group.name}, a group`]);
  return [...people, ...groups];
}

const listChannels = (names) =>
  [...names.channels.values()].map((each) => [`#${each.name}`, each.purpose?.value || ""]);

function offer(typed, start, known) {
  const wanted = typed.toLowerCase();
  if (known.some(([insert]) => insert === typed)) return [];
  const isMeant = ([insert, words]) =>
    insert.toLowerCase().startsWith(wanted) ||
    (wanted.length > 1 &&
      words
        .toLowerCase()
        .split(" ")
        .some((word) => word.startsWith(wanted.slice(1))));
  return known
    .filter(isMeant)
    .slice(0, MOST)
    .map(([insert, words]) => ({ insert, words, start }));
}
