import type { KnownRecording } from './known-recordings.data.ts';

const MOST_NAME = 120;

/**
 * The rule that records, as the API takes it.
 * @param scope as it is named in addresses
 * @param dashboardUrl see `boardMark`
 */
export function recordingRule(
  { record, variant, expression, labels }: KnownRecording,
  scope: string,
  dashboardUrl: string,
) {
  const name = variant === '' ? record : `${record} (${variant})`;
  return {
    name: name.slice(0, MOST_NAME),
    scope,
    language: 'promql' as const,
    record,
    expression,
    interval: '1m',
    levels: [],
    labels: { ...labels },
    annotations: {},
    dashboardUrl,
    channels: [],
    levelChange: 'raised' as const,
    enabled: true,
  };
}
