import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createCall } from './api/client.ts';
import { createReadLoki } from './api/loki.ts';
import { createAskPrometheus, createReadPrometheus } from './api/prometheus.ts';
import { App } from './app/app.tsx';
import { createQueryClient } from './app/query-client.ts';
import { createRouter } from './app/routes.tsx';
import { SESSION_KEY } from './app/session.ts';
import { sessionQuery } from './app/session-gate.tsx';
import { LANGUAGE_KEY } from './frame/language-menu.tsx';
import { createTranslations, firstLanguage } from './i18n/setup.ts';
import { browserLiveIo } from './live/browser-socket.ts';

/** The composition root of the interface. */
async function start(root: HTMLElement): Promise<void> {
  // zod, which @grafana/data brings with its first page, else tries `new Function`; our policy refuses it.
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  if (import.meta.env.MODE === 'mock') {
    const { installMock } = await import('./mock/install.ts');
    installMock(window);
  }
  if (window.location.pathname.startsWith('/embed/')) {
    const { startEmbed } = await import('./embed/start-embed.tsx');
    await startEmbed(root);
    return;
  }
  const queryClient = createQueryClient();
  const transport = {
    fetch: window.fetch.bind(window),
    onSignedOut: () => void queryClient.setQueryData(SESSION_KEY, null),
  };
  const call = createCall(transport);
  void queryClient.prefetchQuery(sessionQuery(call));
  const language = firstLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages);
  const parts = {
    services: {
      call,
      askPrometheus: createAskPrometheus(transport),
      readPrometheus: createReadPrometheus(transport),
      readLoki: createReadLoki(transport),
      live: browserLiveIo(async (owner) => {
        const { ticket } = await call('live.ticket', { params: { owner } });
        return ticket;
      }),
    },
    queryClient,
    translations: await createTranslations(language),
    router: createRouter(),
  };
  createRoot(root).render(
    <StrictMode>
      <App {...parts} />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root !== null) void start(root);
