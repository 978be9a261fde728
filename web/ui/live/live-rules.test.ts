import { describe, expect, it } from 'vitest';
import type { LiveMessage, RuleLiveItem } from '../../contract/live.ts';
import type { Rule, RuleStatus } from '../../contract/rules.ts';
import { applyLive, EMPTY_OVERLAY } from './live-overlay.ts';
import { speaksOfOthers, withLiveStatuses } from './live-rules.ts';

const at = (second: number) => new Date(1_800_000_000_000 + second * 1_000).toISOString();
const status = (state: RuleStatus['state'], checkedAt: string | null) =>
  ({ cluster: 'east', stage: 'evaluated', health: 'ok', state, checkedAt }) as RuleStatus;
const rule = (id: string, one: RuleStatus, revision = 1) =>
  ({ id, revision, status: [one] }) as Rule;
const item = (id: string, one: RuleStatus, more: Partial<RuleLiveItem> = {}): RuleLiveItem => ({
  ...{ id, revision: 1, state: 'firing', status: [one] },
  ...more,
});
const told = (...items: RuleLiveItem[]): LiveMessage => ({ type: 'rules', left: 0, items });
const rulesAfter = (...messages: readonly LiveMessage[]) =>
  messages.reduce(applyLive, EMPTY_OVERLAY).rules;

describe('rules that are kept true by the stream', () => {
  const fetched = [rule('a', status('inactive', at(1))), rule('b', status('inactive', at(9)))];
  const shown = (live: ReadonlyMap<string, RuleLiveItem>) =>
    withLiveStatuses(fetched, live).map(({ id, status: [one] }) => `${id} ${one?.state}`);

  it('take the last state, unless what was fetched was looked at later', () => {
    const live = rulesAfter(
      told(item('a', status('pending', at(2)))),
      told(item('a', status('firing', at(3))), item('b', status('firing', at(3)))),
    );
    expect(shown(live)).toEqual(['a firing', 'b inactive']);
  });

  it('leave out what is gone, and keep what the stream says of another revision', () => {
    const gone = item('a', status('firing', null), { state: 'gone', status: [] });
    const other = item('b', status('firing', at(99)), { revision: 2 });
    const live = rulesAfter(told(gone, other));
    expect(shown(live)).toEqual(['b inactive']);
    expect(speaksOfOthers(fetched, live)).toBe(true);
    expect(speaksOfOthers(fetched, rulesAfter(told(gone)))).toBe(false);
  });

  it('forget everything when the stream begins anew, or no longer tells', () => {
    const firing = told(item('a', status('firing', at(3))));
    const hello = { type: 'hello', position: 1, resumed: true, topics: {} } as const;
    expect(rulesAfter(firing, hello).size).toBe(0);
    expect(
      rulesAfter(firing, { type: 'subscribed', topics: { incidents: 'continues' } }).size,
    ).toBe(0);
    expect(rulesAfter(firing, { type: 'subscribed', topics: { rules: 'continues' } }).size).toBe(1);
  });
});
