import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { BLANK_EVENT_RULE, TestThings } from '../../test/support/notify-things.ts';
import { notifyDirectory } from '../../test/support/notify-world.ts';
import type { ClusterEvent } from '../intake/cluster-events.ts';
import type { EventRuleContent } from './event-rule.ts';
import { EventRuleBook } from './event-rule-book.ts';
import { validateEventRule } from './validate-event-rule.ts';

const NOW = 10_000_000;

function event(namespace: string, changes: object = {}, about: object = {}): ClusterEvent {
  const involvedObject = { kind: 'Pod', name: 'web', namespace, ...about };
  const object = {
    type: 'Warning',
    reason: 'BackOff',
    message: 'fell',
    involvedObject,
    ...changes,
  };
  return { kind: 'event', cluster: 'east', namespace, atMs: NOW, object };
}

function audit(namespace: string): ClusterEvent {
  const objectRef = { resource: 'secrets', name: 'db', namespace };
  const object = {
    verb: 'delete',
    user: { username: 'eve' },
    objectRef,
    responseStatus: { code: 200 },
  };
  return { kind: 'audit', cluster: 'east', namespace, atMs: NOW, object };
}

function bookOf(...rules: readonly (readonly [string, Partial<EventRuleContent>])[]) {
  const things = new TestThings<EventRuleContent>();
  for (const [index, [owner, changes]] of rules.entries()) {
    things.add(owner, `r${index}`, { name: `R${index}`, ...BLANK_EVENT_RULE, ...changes });
  }
  const ladderOf = () => ['critical', 'warning', 'info'];
  const directory = () => notifyDirectory();
  return new EventRuleBook({ rules: things, directory, ladderOf, clock: new VirtualClock(NOW) });
}

function found(book: EventRuleBook, ...events: readonly ClusterEvent[]): readonly string[] {
  return book.workOf(events).map(({ subject, observations: [seen] }) => {
    const place = subject.environment === null ? '' : ` ${subject.project}.${subject.environment}`;
    const severity = seen?.kind === 'firing' ? seen.severity : 'none';
    return `${subject.owner}${place} ${subject.title} ${severity}`;
  });
}

describe('which incidents events make', () => {
  const cases: readonly (readonly [
    string,
    readonly (readonly [string, Partial<EventRuleContent>])[],
    readonly ClusterEvent[],
    readonly string[],
  ])[] = [
    [
      'of the owner of the namespace',
      [['acme', {}]],
      [event('acme-prod')],
      ['acme shop.prod R0 warning'],
    ],
    ['never of another tenant', [['globex', {}]], [event('acme-prod')], []],
    ['nor of the platform', [['_platform', {}]], [event('acme-prod')], []],
    [
      'nobody’s are the platform’s',
      [
        ['_platform', {}],
        ['acme', {}],
      ],
      [event('nobody'), event('')],
      ['_platform R0 warning', '_platform R0 warning'],
    ],
    [
      'of one environment',
      [['acme', { environment: 'blog.prod' }]],
      [event('acme-prod'), event('acme-blog')],
      ['acme blog.prod R0 warning'],
    ],
    ['the condition counts', [['acme', {}]], [event('acme-prod', { type: 'Normal' })], []],
    ['switched off', [['acme', { enabled: false }]], [event('acme-prod')], []],
    ['long over', [['acme', {}]], [{ ...event('acme-prod'), atMs: NOW - 600_000 }], []],
    [
      'audit is not for rules on events',
      [['acme', { condition: 'verb = "delete"' }]],
      [audit('acme-prod')],
      [],
    ],
    [
      'rules on audit',
      [
        [
          'acme',
          {
            source: 'audit',
            condition: 'verb = "delete" and objectRef.resource = "secrets"',
            severity: 'EMERGENCY',
          },
        ],
      ],
      [audit('acme-prod'), audit('globex-prod')],
      ['acme shop.prod R0 critical'],
    ],
    [
      'each rule by itself',
      [
        ['acme', {}],
        ['acme', { severity: 'info' }],
      ],
      [event('acme-prod')],
      ['acme shop.prod R0 warning', 'acme shop.prod R1 info'],
    ],
  ];
  it.each(cases)('%s', (_name, rules, events, expected) => {
    expect(found(bookOf(...rules), ...events)).toEqual(expected);
  });

  it('is asked for no kind that no rule wants', () => {
    const book = bookOf(['acme', {}], ['acme', { source: 'audit', enabled: false }]);
    expect([book.wants('event'), book.wants('audit')]).toEqual([true, false]);
  });

  it('one incident for each object and reason, and one for all beyond a hundred', () => {
    const book = bookOf(['acme', {}]);
    const pods = Array.from({ length: 150 }, (_, index) =>
      event('acme-prod', {}, { name: `p${index}` }),
    );
    const works = book.workOf([...pods, ...pods]);
    expect(new Set(works.map(({ subject }) => subject.key)).size).toBe(101);
    expect(works[0]?.subject.labels).toEqual(
      new Map([
        ['kind', 'Pod'],
        ['name', 'p0'],
        ['reason', 'BackOff'],
        ['event_rule', 'r0'],
      ]),
    );
  });

  it('survives what is no such object', () => {
    const book = bookOf(['acme', { condition: 'not a.b[0] = "x"' }]);
    const odd = [{}, { involvedObject: null }, { involvedObject: [1] }, { reason: { a: 1 } }];
    const events = odd.map((object) => ({ ...event('acme-prod'), object }));
    expect(found(book, ...events)).toHaveLength(4);
  });
});

describe('an event rule as people send it', () => {
  const { quietMs: _, ...blank } = BLANK_EVENT_RULE;
  const good = { ...blank, name: 'R', quiet: '10m' };
  const place = {
    owner: 'acme',
    ladder: ['critical', 'warning'],
    directory: notifyDirectory(),
    hasPolicy: (id: string) => id === 'own',
  };
  it.each<readonly [string, object, readonly string[]]>([
    ['is good', { environment: 'shop.prod', policy: 'own' }, []],
    ['a condition that is none', { condition: 'type' }, ['/condition']],
    ['a severity that is none', { severity: 'bad' }, ['/severity']],
    ['a place of nobody', { environment: 'shop.nowhere' }, ['/environment']],
    ['the policy of another', { policy: 'theirs' }, ['/policy']],
    ['too short a quiet', { quiet: '1s' }, ['/quiet']],
  ])('%s', (_name, changes, expected) => {
    const verdict = validateEventRule({ ...good, ...changes }, place);
    const paths = verdict.kind === 'invalid' ? verdict.findings.map(({ path }) => path) : [];
    expect(paths).toEqual(expected);
  });
});
