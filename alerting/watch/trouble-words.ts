import type { Labels } from '../../platform/model/labels.ts';
import type { RuleTrouble } from './judge-rule.ts';

export type TroubleLanguage = 'en' | 'zh';

/** What stands in the way of all rules of a cluster: their delivery, or the data that they ask. */
export type ClusterTrouble = 'sink' | 'source';

export interface TroubleText {
  readonly title: string;
  readonly annotations: Labels;
}

interface Words {
  readonly title: (name: string) => string;
  readonly summary: (name: string, cluster: string) => string;
  readonly advice: string;
}

const RULE_WORDS: Readonly<Record<TroubleLanguage, Readonly<Record<RuleTrouble, Words>>>> = {
  en: {
    rejected: {
      title: (name) => `Rule refused: ${name}`,
      summary: (name, cluster) => `The rule “${name}” was refused on cluster ${cluster}.`,
      advice:
        'Until it is corrected it raises no alerts there, or its former version goes on. Open the rule: its state says what is wrong with it.',
    },
    failing: {
      title: (name) => `Rule fails: ${name}`,
      summary: (name, cluster) =>
        `The rule “${name}” cannot be evaluated on cluster ${cluster}: it raises no alerts there.`,
      advice:
        'Open the rule: its state shows the query and a command that asks the same. Correct the query, or tell whoever runs the cluster.',
    },
    late: {
      title: (name) => `Rule not evaluated: ${name}`,
      summary: (name, cluster) =>
        `The rule “${name}” has not been evaluated on cluster ${cluster} for too long.`,
      advice:
        'Whatever evaluates rules there has stopped or cannot keep up: choose a longer interval or a cheaper query, or tell whoever runs the cluster.',
    },
  },
  zh: {
    rejected: {
      title: (name) => `规则被拒绝：${name}`,
      summary: (name, cluster) => `规则“${name}”在集群 ${cluster} 上被拒绝。`,
      advice: '修正之前，它在该集群上不会告警，或仍按旧版本运行。请打开规则，其状态中说明了原因。',
    },
    failing: {
      title: (name) => `规则求值失败：${name}`,
      summary: (name, cluster) => `规则“${name}”在集群 ${cluster} 上无法求值，因此不会告警。`,
      advice: '请打开规则：其状态中有查询语句和可复现查询的命令。请修正查询，或联系集群管理员。',
    },
    late: {
      title: (name) => `规则未求值：${name}`,
      summary: (name, cluster) => `规则“${name}”在集群 ${cluster} 上已很久没有求值。`,
      advice: '该集群上的规则求值已停止或来不及完成：请延长间隔、简化查询，或联系集群管理员。',
    },
  },
};

const CLUSTER_WORDS: Readonly<Record<ClusterTrouble, Words>> = {
  sink: {
    title: (cluster) => `Rules not delivered: ${cluster}`,
    summary: (cluster) =>
      `Rules cannot be delivered to cluster ${cluster}, or nobody can say how they do.`,
    advice: 'Changes of rules do not take effect there. Look at the rule sink of the cluster.',
  },
  source: {
    title: (cluster) => `Rules without data: ${cluster}`,
    summary: (cluster) =>
      `Rules of cluster ${cluster} are not evaluated: the data that they ask cannot be reached.`,
    advice: 'They raise no alerts meanwhile. Look at the metrics and logs backends of the cluster.',
  },
};

/** What is told about a rule in trouble. */
export function ruleTroubleText(
  trouble: RuleTrouble,
  place: { readonly name: string; readonly cluster: string; readonly language: TroubleLanguage },
  message: string | null,
): TroubleText {
  const words = RULE_WORDS[place.language][trouble];
  const summary = words.summary(place.name, place.cluster);
  return { title: words.title(place.name), annotations: texts(summary, message, words.advice) };
}

/** What is told to the platform about the rules of a cluster. */
export function clusterTroubleText(
  trouble: ClusterTrouble,
  cluster: string,
  message: string | null,
): TroubleText {
  const words = CLUSTER_WORDS[trouble];
  const summary = words.summary(cluster, cluster);
  return { title: words.title(cluster), annotations: texts(summary, message, words.advice) };
}

function texts(summary: string, message: string | null, advice: string): Labels {
  return new Map([
    ['summary', summary],
    ['description', message === null ? advice : `${message}\n${advice}`],
  ]);
}
