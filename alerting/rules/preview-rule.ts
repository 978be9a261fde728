import type { Directory } from '../../platform/tenancy/directory.ts';
import { compileRule } from './compile-rule.ts';
import { printRuleFile } from './manifests/rule-file.ts';
import type { RuleCluster } from './rule-cluster.ts';
import type { RuleContent } from './rule-draft.ts';
import { targetsOf } from './rule-targets.ts';

/** What a rule would become on each cluster it covers, or why it would not. */
export interface RulePreview {
  readonly clusters: readonly {
    readonly cluster: string;
    /** The Prometheus rule file. */
    readonly manifest: string;
    /** The expression with the enforced matchers. */
    readonly scopedExpression: string;
  }[];
  readonly refused: readonly { readonly cluster: string; readonly reason: string }[];
}

/** Stands for the id of a rule that is not saved: no rule has it. */
const UNSAVED = '0'.repeat(26);

/** Compiles a content that passed `validateRule`, for looking at. Pure. */
export function previewRule(
  owner: string,
  content: RuleContent,
  directory: Directory,
  clusters: readonly RuleCluster[],
  macKey: Uint8Array,
  nowMs: number,
): RulePreview {
  const shown: RulePreview['clusters'][number][] = [];
  const refused: RulePreview['refused'][number][] = [];
  const { language, expression } = content;
  const reading = { language, expression, nowMs };
  for (const target of targetsOf(content.scope, directory, clusters, reading)) {
    const cluster = target.cluster.id;
    const compiled = compileRule({ id: UNSAVED, owner, ...content }, target, macKey);
    if (compiled.kind === 'refused') {
      refused.push({ cluster, reason: compiled.reason });
      continue;
    }
    const origin = { cluster, owner, ruleId: UNSAVED, revision: 1 };
    const manifest = printRuleFile(origin, compiled.group);
    shown.push({ cluster, manifest, scopedExpression: compiled.scopedExpression });
    refused.push(...target.leftOut.map(({ message }) => ({ cluster, reason: message })));
  }
  return { clusters: shown, refused };
}
