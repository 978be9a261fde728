import { describe, expect, it } from 'vitest';
import type { Channel } from '../../contract/channels.ts';
import type { Incident } from '../../contract/incidents.ts';
import type { LiveMessage, LiveTopic } from '../../contract/live.ts';
import type { Rule, RuleStatus } from '../../contract/rules.ts';
import { listenTo } from './live-mock.ts';
import { emptyWorld, record } from './world.ts';

const incident = (owner: string) => ({ id: `i-${owner}`, owner, lastEvent: 0 }) as Incident;
const channel = { id: 'c', name: 'On call' } as Channel;
const rule = (id: string, owner: string, state: RuleStatus['state'], enabled = true) =>
  ({ id, owner, revision: 1, enabled, status: [{ cluster: 'east', state }] }) as Rule;

function opened(topics: readonly LiveTopic[]) {
  const world = emptyWorld();
  for (const one of [
    rule('a', 'acme', 'firing'),
    rule('b', 'acme', 'inactive'),
    rule('c', 'acme', 'firing', false),
    rule('d', 'globex', 'firing'),
  ]) {
    world.rules.set(one.id, one);
  }
  const told: LiveMessage[] = [];
  const listener = listenTo(world, 'acme', topics, (message) => told.push(message));
  const types = () => told.splice(0).map(({ type }) => type);
  return { world, told, listener, types };
}

describe('the live socket of the mock', () => {
  it('begins with hello, and with how the rules of the owner do where they are asked for', () => {
    const { told } = opened(['incidents', 'rules']);
    expect(told[0]).toMatchObject({
      ...{ type: 'hello', resumed: false },
      topics: { incidents: 'reset', rules: 'snapshot' },
    });
    expect(told[1]).toMatchObject({
      ...{ type: 'rules', left: 0 },
      items: [
        { id: 'a', state: 'firing' },
        { id: 'b', state: 'ok' },
        { id: 'c', state: 'disabled' },
      ],
    });
    expect(opened(['incidents']).told).toHaveLength(1);
  });

  it('tells what becomes of messages where it is asked for, of the owner alone, until it is closed', () => {
    const { world, told, listener, types } = opened(['deliveries']);
    types();
    const happen = (owner: string) =>
      record(world, incident(owner), 1_000, [
        { kind: 'fired' },
        { kind: 'notification_queued', channel },
        { kind: 'delivery_succeeded', channel },
        { kind: 'delivery_dropped', channel },
        { kind: 'note', channel },
      ]);
    happen('globex');
    expect(told).toEqual([]);
    happen('acme');
    expect(told).toMatchObject([
      { type: 'delivery', state: 'queued', event: { incidentId: 'i-acme' } },
      { type: 'delivery', state: 'delivered', event: { channelName: 'On call' } },
      { type: 'delivery', state: 'dead' },
    ]);
    types();
    listener.receive({ type: 'subscribe', topics: ['incidents'] });
    expect(told).toEqual([{ type: 'subscribed', topics: { incidents: 'reset' } }]);
    types();
    happen('acme');
    expect(types()).toEqual(['incident']);
    listener.stop();
    happen('acme');
    expect(told).toEqual([]);
  });

  it('says how rules do when they are asked for anew, and not again while they are', () => {
    const { told, listener, types } = opened(['incidents']);
    types();
    listener.receive({ type: 'subscribe', topics: ['incidents', 'rules'] });
    expect(told[0]).toEqual({
      type: 'subscribed',
      topics: { incidents: 'continues', rules: 'snapshot' },
    });
    expect(types()).toEqual(['subscribed', 'rules']);
    listener.receive({ type: 'subscribe', topics: ['rules'] });
    expect(types()).toEqual(['subscribed']);
  });
});
