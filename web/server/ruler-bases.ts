import type { RuleLanguage } from '../../alerting/rules/rule-language.ts';

/**
 * Below a scope: where rulers keep their groups. Grafana asks `config/v1/rules` of Mimir, `rules` of
 * Cortex and `api/prom/rules` of Loki; `lokitool` asks `loki/api/v1/rules`.
 */
export const RULER_BASES: readonly { readonly path: string; readonly language: RuleLanguage }[] = [
  { path: 'prometheus/config/v1/rules', language: 'promql' },
  { path: 'prometheus/rules', language: 'promql' },
  { path: 'loki/api/prom/rules', language: 'logql' },
  { path: 'loki/loki/api/v1/rules', language: 'logql' },
];
