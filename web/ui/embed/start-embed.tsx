import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { createQueryClient } from '../app/query-client.ts';
import { createTranslations, firstLanguage } from '../i18n/setup.ts';
import { createEmbedClient } from './embed-client.ts';
import { EmbedPage } from './embed-page.tsx';

/**
 * The page of a link: no session, no menu, nothing kept in the browser, which a frame of another site
 * may not allow.
 */
export async function startEmbed(root: HTMLElement): Promise<void> {
  const { pathname, search } = window.location;
  const token = pathname.slice('/embed/'.length);
  const wanted = new URLSearchParams(search).get('language');
  const translations = await createTranslations(firstLanguage(wanted, navigator.languages));
  const client = createEmbedClient(window.fetch.bind(window), token, () => translations.language);
  const router = createBrowserRouter([
    { path: '/embed/*', element: <EmbedPage client={client} /> },
  ]);
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={translations}>
        <QueryClientProvider client={createQueryClient()}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
