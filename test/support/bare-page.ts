import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { BROWSER_FLAGS } from './browser.ts';
import { startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';
import { waitUntil } from './wait-until.ts';

/** A page of Chromium for what is measured. */
export interface BarePage {
  goto(url: string): Promise<void>;
  /** Runs a function that refers to nothing around it, in the page; its answer and argument are JSON. */
  run<Argument, Answer>(
    work: (argument: Argument) => Answer | Promise<Answer>,
    argument: Argument,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** The answer to one command of the DevTools protocol. */
interface Answered {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

/**
 * A page that nobody listens to: Playwright has every request reported to it, which costs a page with many
 * of them a fifth of its time, and which no reader has. Needs the tool `chromium`.
 */
export async function openBarePage(size: {
  readonly width: number;
  readonly height: number;
}): Promise<BarePage> {
  const folder = tempFolder('bare-page');
  const portFile = join(folder, 'DevToolsActivePort');
  const browser = await startServerProcess({
    name: 'bare-page',
    command: serverTool('chromium').path,
    args: [
      ...['--headless=new', ...BROWSER_FLAGS, '--force-prefers-reduced-motion'],
      ...[`--user-data-dir=${folder}`, '--remote-debugging-port=0', 'about:blank'],
    ],
    ready: async () => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n'),
  });
  const [port] = readFileSync(portFile, 'utf8').split('\n');
  const devTools = await connect(await pageAddress(`http://127.0.0.1:${port}/json/list`));
  await devTools.send('Emulation.setDeviceMetricsOverride', {
    ...size,
    deviceScaleFactor: 1,
    mobile: false,
  });
  return {
    goto: async (url) => {
      await devTools.send('Page.navigate', { url });
    },
    run: async <Argument, Answer>(
      work: (argument: Argument) => Answer | Promise<Answer>,
      argument: Argument,
    ) => {
      const expression = `(${String(work)})(${JSON.stringify(argument)})`;
      const given = { expression, awaitPromise: true, returnByValue: true };
      const { result } = await devTools.send('Runtime.evaluate', given);
      if (result?.exceptionDetails !== undefined) throw new Error(result.exceptionDetails.text);
      return result?.result?.value as Answer;
    },
    close: async () => {
      // In order: its processes write into the folder until they end.
      devTools.closeBrowser();
      await browser.exited;
      removeFolder(folder);
    },
  };
}

async function pageAddress(list: string): Promise<string> {
  return waitUntil(
    async () => {
      const targets = (await (await fetch(list)).json()) as readonly {
        readonly type: string;
        readonly webSocketDebuggerUrl: string;
      }[];
      return targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl;
    },
    { what: 'a page of Chromium' },
  );
}

async function connect(address: string) {
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, (answer: Answered) => void>();
  socket.on('message', (data) => {
    const answer = JSON.parse(String(data)) as Answered;
    waiting.get(answer.id ?? 0)?.(answer);
    waiting.delete(answer.id ?? 0);
  });
  let last = 0;
  return {
    send: async (method: string, params: Readonly<Record<string, unknown>>): Promise<Answered> => {
      last += 1;
      const id = last;
      const answered = new Promise<Answered>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      const answer = await answered;
      if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
      return answer;
    },
    /** It may be gone before it answers. */
    closeBrowser: () => socket.send(JSON.stringify({ id: last + 1, method: 'Browser.close' })),
  };
}
