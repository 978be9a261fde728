import type { ChannelKinds } from '../../contract/channel-kinds.ts';
import type { LiveRequest, LiveTopic } from '../../contract/live.ts';
import { nowMs } from '../time/now.ts';
import { createMockBackend, type MockBackend } from './backend.ts';
import type { MockListener } from './live-mock.ts';
import { sessionOf } from './people.ts';
import { raiseIncident, seededWorld } from './seed.ts';

/** Those of the service, put in by `vite.config.ts` in the mode of the mock. */
declare const MOCK_CHANNEL_KINDS: ChannelKinds;

const SIGNED_IN = 'tocsin:mock-person';
const LANGUAGE = 'tocsin:mock-language';

/** Puts the mock in the place of the service: `fetch` and `WebSocket` of this window. */
export function installMock(target: Window & typeof globalThis): void {
  const world = seededWorld(nowMs());
  const stored = target.sessionStorage.getItem(SIGNED_IN);
  world.session = stored === null ? null : (sessionOf(stored, nowMs()) ?? null);
  const language = target.sessionStorage.getItem(LANGUAGE);
  if (world.session !== null && (language === 'en' || language === 'zh')) {
    world.session = { ...world.session, user: { ...world.session.user, language } };
  }
  const backend = createMockBackend(world, {
    channelKinds: MOCK_CHANNEL_KINDS.items,
    now: nowMs,
    after: (delayMs, run) => void setTimeout(run, delayMs),
  });
  target.addEventListener('mock:incident', () => raiseIncident(world, nowMs()));
  target.fetch = async (input, init) => {
    const request = new Request(
      typeof input === 'string' ? new URL(input, target.location.href) : input,
      init,
    );
    const response = await backend.answer(request);
    if (world.session === null) target.sessionStorage.removeItem(SIGNED_IN);
    else target.sessionStorage.setItem(SIGNED_IN, world.session.user.name);
    return response;
  };
  const RealWebSocket = target.WebSocket;
  target.WebSocket = new Proxy(RealWebSocket, {
    construct: (Real, [url, ...rest]: [string | URL, ...unknown[]]) =>
      String(url).includes('/api/v1/live')
        ? mockSocket(backend, new URL(url))
        : Reflect.construct(Real, [url, ...rest]),
  });
}

/** As much of a WebSocket as the live connection uses. */
function mockSocket(backend: MockBackend, { searchParams }: URL) {
  const socket = new EventTarget();
  let listener: MockListener | undefined;
  const topics = (searchParams.get('topics') ?? 'incidents').split(',') as LiveTopic[];
  queueMicrotask(() => {
    listener = backend.listen(searchParams.get('owner') ?? '', topics, (message) => {
      socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
    });
  });
  return Object.assign(socket, {
    readyState: WebSocket.OPEN,
    send: (text: string) => listener?.receive(JSON.parse(text) as LiveRequest),
    close: () => {
      listener?.stop();
      socket.dispatchEvent(new Event('close'));
    },
  });
}
