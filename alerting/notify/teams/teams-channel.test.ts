import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeTeams } from './teams-channel.ts';

describe('Microsoft Teams', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['taken', 202, '', 'sent'],
    [
      '200 with a failure',
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
      'retry service_rate_limited 10000',
    ],
    ['off', 400, { error: { code: 'WorkflowTriggerIsNotEnabled' } }, 'drop service_gone off'],
    ['key', 401, '', 'drop service_credentials off'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeTeams, status, body)).toBe(expected);
  });
});
