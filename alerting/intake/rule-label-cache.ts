/** Rule id in a `tocsin_rule` value, if its MAC is right for the cluster. */
export type ReadRuleLabel = (cluster: string, value: string) => string | undefined;

/** Labels remembered; there is one per rule and cluster. */
const CAPACITY = 20_000;

/**
 * Remembers labels whose MAC was right: the same few come with every alert. Wrong ones are checked
 * each time, so that nobody fills the memory with guesses.
 */
export function rememberRuleLabels(read: ReadRuleLabel): ReadRuleLabel {
  const known = new Map<string, string>();
  return (cluster, value) => {
    const key = `${cluster}\n${value}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const ruleId = read(cluster, value);
    if (ruleId === undefined) return undefined;
    if (known.size >= CAPACITY) known.clear();
    known.set(key, ruleId);
    return ruleId;
  };
}
