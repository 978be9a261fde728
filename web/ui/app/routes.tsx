import { createBrowserRouter } from 'react-router';
import { PageFault } from '../frame/fault.tsx';
import { Frame } from '../frame/frame.tsx';

/** Every page is its own file of the build, loaded when it is first opened. */
export function createRouter() {
  return createBrowserRouter([
    {
      Component: Frame,
      ErrorBoundary: PageFault,
      children: [
        {
          ErrorBoundary: PageFault,
          children: [
            {
              index: true,
              lazy: {
                Component: async () => (await import('../pages/home/home-page.tsx')).HomePage,
              },
            },
            {
              path: 'incidents',
              lazy: {
                Component: async () =>
                  (await import('../pages/incidents/incidents-page.tsx')).IncidentsPage,
              },
            },
            {
              path: 'incidents/:id',
              lazy: {
                Component: async () =>
                  (await import('../pages/incidents/incident-page.tsx')).IncidentPage,
              },
            },
            {
              path: 'explore',
              lazy: {
                Component: async () =>
                  (await import('../pages/explore/explore-page.tsx')).ExplorePage,
              },
            },
            {
              path: 'rules',
              lazy: {
                Component: async () => (await import('../pages/rules/rules-page.tsx')).RulesPage,
              },
            },
            {
              path: 'rules/:id',
              lazy: {
                Component: async () => (await import('../pages/rules/rule-page.tsx')).RulePage,
              },
            },
            {
              path: 'channels',
              lazy: {
                Component: async () =>
                  (await import('../pages/channels/channels-page.tsx')).ChannelsPage,
              },
            },
            {
              path: 'channels/:id',
              lazy: {
                Component: async () =>
                  (await import('../pages/channels/channel-page.tsx')).ChannelPage,
              },
            },
            {
              path: '*',
              lazy: {
                Component: async () =>
                  (await import('../pages/not-found/not-found-page.tsx')).NotFoundPage,
              },
            },
          ],
        },
      ],
    },
  ]);
}
