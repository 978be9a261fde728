import type { IncidentSubject } from '../incidents/incident.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { RuleStatus } from '../sinks/rule-status.ts';
import type { SinkProblem, StatusBook } from '../sinks/status-book.ts';
import { isSourceAway, judgeRule, type RuleTrouble, settlingMs } from './judge-rule.ts';
import { type TroubledThing, troubleSubject } from './trouble-incident.ts';
import {
  type ClusterTrouble,
  clusterTroubleText,
  ruleTroubleText,
  type TroubleLanguage,
  type TroubleText,
} from './trouble-words.ts';

export interface TroubleSources {
  readonly rules: RuleBook;
  readonly statuses: Pick<StatusBook, 'onCluster' | 'clusters' | 'problems'>;
  readonly languageOf: (owner: string) => TroubleLanguage;
}

/** An incident that should be open. */
export interface FoundTrouble {
  readonly subject: IncidentSubject;
  readonly text: TroubleText;
  readonly sinceMs: number;
}

/** By key of their incidents. */
export interface FoundTroubles {
  readonly troubles: ReadonlyMap<string, FoundTrouble>;
  /** Of what it cannot be said whether it is in trouble: what is open stays as it is. */
  readonly unclear: ReadonlySet<string>;
}

const RULE_TROUBLES: readonly RuleTrouble[] = ['rejected', 'failing', 'late'];
/** A sink that is away for less is not worth an incident: it is tried again all the time. */
const SINK_AWAY_MS = 2 * 60_000;

/** Judges every rule on every cluster, and the clusters, as they are now. */
export function findTroubles(sources: TroubleSources, nowMs: number): FoundTroubles {
  const gathered = new Gathered();
  const { statuses } = sources;
  for (const cluster of statuses.clusters) {
    const problem = statuses.problems.get(cluster);
    const ofCluster = statuses.onCluster(cluster);
    for (const [ruleId, status] of ofCluster) {
      const rule = sources.rules.get(ruleId);
      if (rule?.enabled && rule.revision === status.revision) {
        findOnRule(gathered, rule, status, { problem, nowMs, language: sources.languageOf });
      } else if (rule) gathered.unknown(rule, cluster);
    }
    const known = [...ofCluster].flatMap(([ruleId, status]) => {
      const rule = sources.rules.get(ruleId);
      return rule === undefined ? [] : [{ rule, status }];
    });
    findOnCluster(gathered, cluster, known, { problem, nowMs });
  }
  return gathered;
}

class Gathered implements FoundTroubles {
  readonly troubles = new Map<string, FoundTrouble>();
  readonly unclear = new Set<string>();

  add(thing: TroubledThing, cluster: string, text: TroubleText, sinceMs: number): void {
    const subject = troubleSubject(thing, cluster, text.title);
    this.troubles.set(subject.key, { subject, text, sinceMs });
  }

  unknown(rule: Rule, cluster: string): void {
    for (const trouble of RULE_TROUBLES) {
      this.unclear.add(troubleSubject({ kind: 'rule', rule, trouble }, cluster, '').key);
    }
  }
}

function findOnRule(
  gathered: Gathered,
  rule: Rule,
  status: RuleStatus,
  {
    problem,
    nowMs,
    language,
  }: {
    readonly problem: SinkProblem | undefined;
    readonly nowMs: number;
    readonly language: TroubleSources['languageOf'];
  },
): void {
  const { cluster } = status;
  const judgement = judgeRule(rule, status, { hasSinkProblem: problem !== undefined, nowMs });
  if (judgement.kind === 'unclear') gathered.unknown(rule, cluster);
  if (judgement.kind !== 'trouble') return;
  const { trouble, message, sinceMs } = judgement;
  const place = { name: rule.name, cluster, language: language(rule.owner) };
  const text = ruleTroubleText(trouble, place, message);
  gathered.add({ kind: 'rule', rule, trouble }, cluster, text, sinceMs);
}

function findOnCluster(
  gathered: Gathered,
  cluster: string,
  known: readonly { readonly rule: Rule; readonly status: RuleStatus }[],
  { problem, nowMs }: { readonly problem: SinkProblem | undefined; readonly nowMs: number },
): void {
  const add = (trouble: ClusterTrouble, message: string | null, sinceMs: number) => {
    const text = clusterTroubleText(trouble, cluster, message);
    gathered.add({ kind: 'cluster', trouble }, cluster, text, sinceMs);
  };
  if (problem && nowMs - problem.sinceMs >= SINK_AWAY_MS) {
    add('sink', problem.message, problem.sinceMs);
  }
  const away = known.filter(
    ({ rule, status }) =>
      isSourceAway(status) && nowMs - (status.failingSinceMs ?? nowMs) >= settlingMs(rule),
  );
  const [first] = away;
  if (first === undefined) return;
  const sinceMs = Math.min(...away.map(({ status }) => status.failingSinceMs ?? nowMs));
  add('source', first.status.message, sinceMs);
}
