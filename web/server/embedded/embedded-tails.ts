import { EMBEDDED_URL } from '../../../platform/tenancy/cluster-backend.ts';
import type {
  TailConnection,
  TailReceiver,
  TailRequest,
  TailUpstream,
} from '../../../queries/proxy/loki/tail/tail-upstream.ts';
import { EMBEDDED_TENANCY } from '../../../queries/upstream/embedded-tenancy.ts';
import type { EmbeddedQuestion } from './embedded-messages.ts';
import type { EmbeddedLink } from './embedded-thread.ts';

/** Opens tails at the embedded stores where they are meant, and all others over WebSockets. */
export function withEmbeddedTails(sockets: TailUpstream, embedded: TailUpstream): TailUpstream {
  return {
    connect: (request, receiver) =>
      (request.backend.url === EMBEDDED_URL ? embedded : sockets).connect(request, receiver),
  };
}

/** `TailUpstream` over the thread of the embedded stores. */
export function createEmbeddedTails(
  link: Pick<EmbeddedLink, 'follow' | 'flow' | 'cancel'>,
): TailUpstream {
  return { connect: (request, receiver) => connect(link, request, receiver) };
}

function connect(
  link: Pick<EmbeddedLink, 'follow' | 'flow' | 'cancel'>,
  request: TailRequest,
  receiver: TailReceiver,
): TailConnection {
  let isOpen = true;
  const ended = (loss: Parameters<TailReceiver['ended']>[0]) => {
    if (!isOpen) return;
    isOpen = false;
    receiver.ended(loss);
  };
  const id = link.follow(questionOf(request), {
    tailed: (message) => {
      const { buffer, byteOffset, length } = message;
      if (isOpen) receiver.message(Buffer.from(buffer, byteOffset, length));
    },
    answered: ({ status, chunks }) =>
      ended({ kind: 'answered', status, body: Buffer.concat(chunks).toString('utf8') }),
    lost: (cause) => ended({ kind: 'lost', cause }),
  });
  return {
    pause: () => link.flow(id, false),
    resume: () => link.flow(id, true),
    close: () => {
      isOpen = false;
      link.cancel(id);
    },
  };
}

function questionOf({ backend, target, headers, timeoutMs }: TailRequest): EmbeddedQuestion {
  const [path = '', form = ''] = target.split('?');
  const tenant = backend.headers.find(([name]) => name === EMBEDDED_TENANCY.name)?.[1] ?? '';
  const within = backend.within ?? null;
  return { tenant, within, method: 'GET', path, form, headers, body: null, timeoutMs };
}
