import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../platform/clock/virtual-clock.ts';
import { TailSession } from './tail-session.ts';

/** A session whose client takes nothing until `flush`. */
function open(maxBufferedBytes = 100) {
  const clock = new VirtualClock();
  const events: string[] = [];
  const flushing: (() => void)[] = [];
  let bufferedBytes = 0;
  const session = new TailSession({
    client: {
      send: (text, onFlushed) => {
        bufferedBytes += text.length;
        flushing.push(() => {
          bufferedBytes -= text.length;
          onFlushed();
        });
      },
      get bufferedBytes() {
        return bufferedBytes;
      },
      close: (code, reason) => events.push(`close ${code} ${reason}`),
      cut: () => events.push('cut'),
    },
    clock,
    maxBufferedBytes,
    onEnd: (end) => events.push(`end ${end}`),
  });
  session.attach('http://loki-1:3100', () => ({
    pause: () => events.push('pause'),
    resume: () => events.push('resume'),
    close: () => events.push('closed'),
  }));
  return { clock, events, session, flush: () => flushing.shift()?.() };
}

const bytes = (count: number) => Buffer.alloc(count, 'x');

describe('TailSession', () => {
  it('pauses the backend above the bound and resumes it below half of it', () => {
    const { events, session, flush } = open();
    session.message(bytes(60));
    expect(events).toEqual([]);
    session.message(bytes(60));
    expect(events).toEqual(['pause']);
    flush();
    expect(events).toEqual(['pause']);
    flush();
    expect(events).toEqual(['pause', 'resume']);
  });

  it('ends with a reader that takes nothing for 15 s', async () => {
    const { clock, events, session } = open();
    session.message(bytes(200));
    await clock.advance(14_999);
    expect(events).toEqual(['pause']);
    await clock.advance(1);
    expect(events).toEqual(['pause', 'closed', 'close 4408 slow_reader', 'end slow_reader']);
    session.message(bytes(10));
    session.end('revoked');
    expect(events).toHaveLength(4);
  });

  it('gives the next slow time its own 15 s', async () => {
    const { clock, events, session, flush } = open();
    session.message(bytes(200));
    await clock.advance(10_000);
    flush();
    session.message(bytes(200));
    await clock.advance(10_000);
    expect(events).toEqual(['pause', 'resume', 'pause']);
  });

  it.each([
    ['lost', { kind: 'lost', cause: new Error('x') }, 'cut', 'end upstream_lost'],
    ['a restart', { kind: 'closed', code: 1012, reason: '' }, 'cut', 'end upstream_lost'],
    [
      'an error of Loki',
      { kind: 'closed', code: 1011, reason: 'reached tail max duration limit' },
      'cut',
      'end upstream_lost',
    ],
    [
      'a policy',
      { kind: 'closed', code: 4000, reason: 'of loki-1:3100' },
      'close 4400 the log backend ended the tail',
      'end refused',
    ],
    ['502', { kind: 'answered', status: 502, body: '' }, 'cut', 'end upstream_lost'],
    [
      '400',
      { kind: 'answered', status: 400, body: 'no at loki-1:3100' },
      'close 4400 no at <backend>',
      'end refused',
    ],
  ] as const)('words %s', (_, loss, said, ended) => {
    const { events, session } = open();
    session.ended(loss);
    expect(events).toEqual(['closed', said, ended]);
  });

  it('keeps a reason within what a close frame holds, at a whole character', () => {
    const { events, session } = open();
    session.end('refused', 'é'.repeat(100));
    expect(events.at(-2)).toBe(`close 4400 ${'é'.repeat(61)}`);
  });

  it('closes a connection that came too late', () => {
    const { session } = open();
    session.end('revoked');
    let isClosed = false;
    session.attach('http://b', () => ({
      pause: () => undefined,
      resume: () => undefined,
      close: () => {
        isClosed = true;
      },
    }));
    expect(isClosed).toBe(true);
  });
});
