import type { Language } from '../../platform/tenancy/tenant.ts';

/** What an incident is called that is about missing data, and so is the summary of its alert. */
export function noDataTitle(name: string, language: Language): string {
  return language === 'zh' ? `无数据：${name}` : `No data: ${name}`;
}

/** What the alert says, for people who are woken by it. */
export function noDataDescription(
  { expression, cluster }: { readonly expression: string; readonly cluster: string },
  language: Language,
): string {
  return language === 'zh'
    ? `规则的表达式在集群 ${cluster} 上没有任何结果：被监控的对象已不存在，或其数据不再采集。表达式：${expression}`
    : `The rule's expression gives nothing on cluster ${cluster}: what it watches is gone, or its data is no longer collected. Expression: ${expression}`;
}
