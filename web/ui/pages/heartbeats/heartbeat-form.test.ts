import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { createTranslations } from '../../i18n/setup.ts';
import {
  blankHeartbeat,
  checkHeartbeat,
  formOfHeartbeat,
  type HeartbeatForm,
  inputOfHeartbeat,
} from './heartbeat-form.ts';

const { t } = await createTranslations('en');

describe('the form of a heartbeat', () => {
  it('gives back what is stored', () => {
    const input = {
      name: 'Backup',
      description: '',
      enabled: true,
      kind: 'alert' as const,
      matchers: ['alertname="Watchdog"'],
      every: '5m',
      grace: '0s',
      severity: 'warning',
      environment: 'shop.prod',
      policy: null,
    };
    const state = { state: 'alive', lastBeatAt: null, pingPath: null, token: null } as const;
    const times = { createdAt: '', updatedAt: '', updatedBy: 'ann' };
    const stored: Heartbeat = { id: 'h', owner: 'acme', ...input, ...state, revision: 1, ...times };
    expect(inputOfHeartbeat(formOfHeartbeat(stored))).toEqual(input);
  });

  const good = { ...blankHeartbeat('warning'), name: 'Backup' };
  it.each<readonly [string, Partial<HeartbeatForm>, readonly string[]]>([
    ['a ping', {}, []],
    ['a ping needs no conditions', { matchers: '' }, []],
    ['an alert does', { kind: 'alert', matchers: '' }, ['/matchers']],
    ['no condition', { kind: 'alert', matchers: 'Watchdog' }, ['/matchers']],
    ['no name, no time', { name: '', every: 'soon' }, ['/name', '/every']],
  ])('%s', (_name, changes, expected) => {
    expect([...checkHeartbeat({ ...good, ...changes }, t).keys()]).toEqual(expected);
  });
});
