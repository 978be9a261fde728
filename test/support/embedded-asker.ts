import { join } from 'node:path';
import { CollectorConfig } from '../../collector/collector-config.ts';
import { loadConfig } from '../../platform/config/load-config.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import type {
  EmbeddedAnswer,
  EmbeddedQuestion,
} from '../../web/server/embedded/embedded-messages.ts';
import type { EmbeddedSettings } from '../../web/server/embedded/embedded-settings.ts';
import { EmbeddedThread } from '../../web/server/embedded/embedded-thread.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** An answer of the thread, whole. */
export interface AskedAnswer {
  readonly status: number;
  readonly body: string;
}

/** The thread of the embedded stores, asked as the query plane asks it. */
export interface EmbeddedAsker {
  ask(tenant: string, path: string, form: Readonly<Record<string, string>>): Promise<AskedAnswer>;
  /** @throws Error unless it was taken */
  push(
    tenant: string,
    path: string,
    body: Buffer,
    headers: EmbeddedQuestion['headers'],
  ): Promise<void>;
  stop(): Promise<void>;
}

/** Takes what is as old as 1970, and as much as comes. */
const SETTINGS = `
metrics: { retention: "0", outOfOrder: 100y }
logs: { retention: "0", maxAge: 100y, outOfOrder: 100y }
query: { maxLogSeries: 500 }
ingest: { samplesPerSecond: 1000000000, logBytesPerSecond: 1000000000000 }
scrape: { self: false, host: false }
`;

/** Opens the stores in a folder of its own. */
export async function startEmbeddedAsker(
  forTests: NonNullable<EmbeddedSettings['forTests']>,
): Promise<EmbeddedAsker> {
  const folder = tempFolder('embedded-thread');
  const config = loadConfig(CollectorConfig, { yaml: SETTINGS, fileName: 'settings', env: {} });
  const thread = new EmbeddedThread({
    settings: {
      folder: join(folder, 'embedded'),
      logLevel: 'error',
      config,
      tenantAllow: [],
      forTests,
    },
    logger: createLogger({ level: 'error' }),
    expose: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    onFatal: (error) => {
      throw error;
    },
  });
  await thread.start();
  const answerOf = (question: EmbeddedQuestion) =>
    new Promise<EmbeddedAnswer>((resolve, reject) => {
      thread.ask(question, { answered: resolve, lost: reject });
    });
  const within = { matchers: [], exemptMetrics: [] };
  const usual = {
    within,
    method: 'POST',
    form: '',
    headers: [],
    body: null,
    timeoutMs: 60_000,
  } as const;
  return {
    ask: async (tenant, path, form) => {
      const headers = [['x-loki-response-encoding-flags', 'categorize-labels']] as const;
      const text = new URLSearchParams(form).toString();
      const answer = await answerOf({ ...usual, tenant, path, form: text, headers });
      return { status: answer.status, body: Buffer.concat(answer.chunks).toString('utf8') };
    },
    push: async (tenant, path, body, headers) => {
      const answer = await answerOf({
        ...usual,
        tenant,
        path,
        headers,
        body: new Uint8Array(body),
      });
      if (answer.status < 300) return;
      throw new Error(`${path}: ${answer.status} ${Buffer.concat(answer.chunks).toString('utf8')}`);
    },
    stop: async () => {
      await thread.stop();
      removeFolder(folder);
    },
  };
}
