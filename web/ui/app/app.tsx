import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { ZoneProvider } from '../time/zone-provider.tsx';
import type { createRouter } from './routes.tsx';
import { type Services, ServicesContext } from './services.ts';
import { SessionGate } from './session-gate.tsx';
import { cssVariables, theme } from './theme.ts';

export interface AppParts {
  readonly services: Services;
  readonly queryClient: QueryClient;
  readonly translations: i18n;
  readonly router: ReturnType<typeof createRouter>;
}

/** Everything around the pages, from the outside in. */
export function App({ services, queryClient, translations, router }: AppParts) {
  return (
    <I18nextProvider i18n={translations}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <ServicesContext value={services}>
            <ZoneProvider>
              <SessionGate>
                <RouterProvider router={router} />
              </SessionGate>
            </ZoneProvider>
          </ServicesContext>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
