import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { findPart, parseMimeMessage } from './mime-message.ts';
import { waitUntil } from './wait-until.ts';

/** A mail as it arrived. */
export interface SinkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Empty when the mail has no part of that type. */
  readonly text: string;
  readonly html: string;
  readonly raw: string;
  /** Over TLS, and as whom. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly receivedAtMs: number;
}

/** When the server says no: at which command, with which reply. */
export interface SmtpRefusal {
  readonly at: 'connect' | 'mail' | 'rcpt' | 'data';
  readonly code: number;
  readonly message: string;
}

export interface SmtpSinkOptions {
  /** Then a sender must sign in; also without TLS unless `starttls` is given. */
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Offers STARTTLS with a self-signed certificate. */
  readonly starttls?: boolean;
  readonly port?: number;
}

/** A real SMTP server that keeps what it gets. */
export interface SmtpSink {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly mails: readonly SinkMail[];
  /** From now on refuses this way; null accepts again. A 4xx code asks for a retry. */
  refuse(refusal: SmtpRefusal | null): void;
  /** From now on answers each mail's data so late. */
  delayBy(ms: number): void;
  /** How many mails were refused. */
  refusals(): number;
  clear(): void;
  /** The first mail, earlier ones included, that the condition holds for. */
  waitFor(condition: (mail: SinkMail) => boolean, timeoutMs?: number): Promise<SinkMail>;
  stop(): Promise<void>;
}

type Done = (error?: Error | null) => void;

interface SinkState {
  readonly mails: SinkMail[];
  refusal: SmtpRefusal | null;
  refused: number;
  delayMs: number;
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const state: SinkState = { mails: [], refusal: null, refused: 0, delayMs: 0 };
  const server = createServer(options, state);
  server.on('error', () => undefined); // a client that hangs up is the sender's test, not ours
  const port = await listen(server, options.port ?? 0);
  return {
    host: '127.0.0.1',
    port,
    mails: state.mails,
    refuse: (refusal) => {
      state.refusal = refusal;
    },
    delayBy: (ms) => {
      state.delayMs = ms;
    },
    refusals: () => state.refused,
    clear: () => {
      state.mails.length = 0;
    },
    waitFor: (condition, timeoutMs = 20_000) =>
      waitUntil(() => state.mails.find(condition), { what: 'a mail', timeoutMs }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function createServer(options: SmtpSinkOptions, state: SinkState): SMTPServer {
  const disabledCommands = [
    ...(options.starttls === true ? [] : ['STARTTLS']),
    ...(options.auth === undefined ? ['AUTH'] : []),
  ];
  return new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 500,
    disabledCommands,
    authOptional: options.auth === undefined,
    onAuth: (given, _session, done) => {
      const right = given.username === options.auth?.user && given.password === options.auth?.pass;
      if (right) done(null, { user: given.username });
      else done(refusalError({ code: 535, message: 'authentication refused' }));
    },
    onConnect: (_session, done) => answer(state, 'connect', done),
    onMailFrom: (_address, _session, done) => answer(state, 'mail', done),
    onRcptTo: (_address, _session, done) => answer(state, 'rcpt', done),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = readMail(Buffer.concat(chunks), session);
        setTimeout(() => {
          if (state.refusal?.at !== 'data') state.mails.push(mail);
          answer(state, 'data', done);
        }, state.delayMs);
      });
    },
  });
}

function answer(state: SinkState, at: SmtpRefusal['at'], done: Done): void {
  const refusal = state.refusal?.at === at ? state.refusal : null;
  if (refusal !== null) state.refused += 1;
  done(refusal === null ? null : refusalError(refusal));
}

function refusalError({ code, message }: { code: number; message: string }): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

function readMail(bytes: Buffer, session: SMTPServerSession): SinkMail {
  const raw = bytes.toString('latin1');
  const message = parseMimeMessage(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    subject: message.headers.get('subject') ?? '',
    headers: message.headers,
    text: findPart(message, 'text/plain')?.body.toString('utf8') ?? '',
    html: findPart(message, 'text/html')?.body.toString('utf8') ?? '',
    raw,
    secure: session.secure,
    user: typeof session.user === 'string' ? session.user : null,
    receivedAtMs: Date.now(),
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
