/** Reasons why a model cannot be packed, told by feature: a robot has the same one at each of its joints. */

/** An object of the model as `label` (reading.ts) names it. A name may itself hold an apostrophe. */
const LABEL = /\b(?:body|joint|geom|site|actuator|sensor|tendon|equality) (?:'.*?'(?=[ ,;:)]|$)|\d+)/g;
/** What a sentence about several says in place of what it said about one. */
const PLURALS: Readonly<Record<string, string>> = { is: 'are', has: 'have', does: 'do' };

/**
 * One line for each feature, in the order of first appearance: the first object that has it, by name, and how many
 * others do, as in `friction loss of joint 'hip' and 11 others`.
 *
 * @param reasons one for each object; those that differ in nothing but the objects are one feature
 */
export function groupReasons(reasons: readonly string[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const reason of reasons) {
    const feature = reason.replaceAll(LABEL, '?');
    groups.set(feature, (groups.get(feature) ?? new Set()).add(reason));
  }
  return [...groups.values()].map((same) => withOthers([...same][0]!, same.size - 1));
}

/** Says after the last object of a reason that there are others. */
function withOthers(reason: string, others: number): string {
  const labels = [...reason.matchAll(LABEL)];
  const last = labels.at(-1);
  if (others === 0 || !last) return reason;
  const end = last.index + last[0].length;
  const what = `other${labels.length > 1 ? ' pair' : ''}${others > 1 ? 's' : ''}`;
  const rest = reason.slice(end).replace(/^ (is|has|does)\b/, (_, verb) => ` ${PLURALS[verb]}`);
  return `${reason.slice(0, end)} and ${others} ${what}${rest}`;
}
