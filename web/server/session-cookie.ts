import type { FastifyReply } from 'fastify';

const NAME = 'tocsin_session';

/** Value of our cookie in a `Cookie` header; undefined when it is not there. */
export function readSessionCookie(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === NAME) return part.slice(equals + 1).trim();
  }
  return undefined;
}

export interface CookieOptions {
  /** The service is reached over https. */
  readonly secure: boolean;
}

/** Not readable by scripts, not sent along by foreign pages, gone with the browser. */
export function setSessionCookie(
  reply: FastifyReply,
  secret: string,
  options: CookieOptions,
): void {
  reply.header('set-cookie', `${NAME}=${secret}; ${attributes(options)}`);
}

export function clearSessionCookie(reply: FastifyReply, options: CookieOptions): void {
  reply.header('set-cookie', `${NAME}=; Max-Age=0; ${attributes(options)}`);
}

function attributes({ secure }: CookieOptions): string {
  return `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
