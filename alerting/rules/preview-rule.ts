import type { Directory } from '../../platform/tenancy/directory.ts';
import { compileRule } from './compile-rule.ts';
import { deliveredText } from './manifests/delivered-text.ts';
import type { RuleCluster } from './rule-cluster.ts';
import type { RuleContent } from './rule-draft.ts';
import { targetsOf } from './rule-targets.ts';

/** What a rule would become on each cluster it covers, or why it would not. */
export interface RulePreview {
  /** What the source comes to; the text itself where it is one. */
  readonly expression: string;
  readonly clusters: readonly {
    readonly cluster: string;
    /** What is delivered there, as YAML: an object of Kubernetes, or a rule file. */
    readonly manifest: string;
    /** The expression with the enforced matchers. */
    readonly scopedExpression: string;
  }[];
  readonly refused: readonly { readonly cluster: string; readonly reason: string }[];
}

/** Stands for the id of a rule that is not saved: no rule has it. */
export const UNSAVED: PreviewedAs = { id: '0'.repeat(26), revision: 1 };

/** Which stored rule the content is of. */
export interface PreviewedAs {
  readonly id: string;
  readonly revision: number;
}

/** Compiles a content that passed `validateRule`, for looking at. Pure. */
export function previewRule(
  owner: string,
  content: RuleContent,
  directory: Directory,
  clusters: readonly RuleCluster[],
  macKey: Uint8Array,
  nowMs: number,
  { id, revision }: PreviewedAs = UNSAVED,
): RulePreview {
  const shown: RulePreview['clusters'][number][] = [];
  const refused: RulePreview['refused'][number][] = [];
  const { language, expression } = content;
  const reading = { language, expression, nowMs };
  for (const target of targetsOf(content.scope, directory, clusters, reading)) {
    const cluster = target.cluster.id;
    const compiled = compileRule({ id, owner, ...content }, target, macKey);
    if (compiled.kind === 'refused') {
      refused.push({ cluster, reason: compiled.reason });
      continue;
    }
    const origin = { cluster, owner, ruleId: id, revision };
    const manifest = deliveredText(target.cluster, target.home, origin, compiled.group);
    shown.push({ cluster, manifest, scopedExpression: compiled.scopedExpression });
    refused.push(...target.leftOut.map(({ message }) => ({ cluster, reason: message })));
  }
  return { expression, clusters: shown, refused };
}
