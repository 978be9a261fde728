import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { PageFault } from '../frame/fault.tsx';
import { Frame } from '../frame/frame.tsx';

/** Paths and their pages; each page is its own file of the build, loaded when it is first opened. */
const PAGES: Readonly<Record<string, () => Promise<ComponentType>>> = {
  '/': async () => (await import('../pages/home/home-page.tsx')).HomePage,
  '/start': async () => (await import('../pages/start/start-page.tsx')).StartPage,
  '/incidents': async () => (await import('../pages/incidents/incidents-page.tsx')).IncidentsPage,
  '/incidents/:id': async () => (await import('../pages/incidents/incident-page.tsx')).IncidentPage,
  '/explore': async () => (await import('../pages/explore/explore-page.tsx')).ExplorePage,
  '/logs': async () =>
    (await import('../pages/explore-logs/explore-logs-page.tsx')).ExploreLogsPage,
  '/events': async () => (await import('../pages/events/events-page.tsx')).EventsPage,
  '/audit': async () => (await import('../pages/audit/audit-page.tsx')).AuditPage,
  '/rules': async () => (await import('../pages/rules/rules-page.tsx')).RulesPage,
  '/rules/:id': async () => (await import('../pages/rules/rule-page.tsx')).RulePage,
  '/channels': async () => (await import('../pages/channels/channels-page.tsx')).ChannelsPage,
  '/channels/:id': async () => (await import('../pages/channels/channel-page.tsx')).ChannelPage,
  '/collection': async () =>
    (await import('../pages/collection/collection-page.tsx')).CollectionPage,
  '*': async () => (await import('../pages/not-found/not-found-page.tsx')).NotFoundPage,
};

/** The frame around every page; a page that cannot be loaded says so inside of it. */
export function createRouter() {
  const pages = Object.entries(PAGES).map(([path, Component]) => ({ path, lazy: { Component } }));
  return createBrowserRouter([
    {
      Component: Frame,
      ErrorBoundary: PageFault,
      HydrateFallback: Nothing,
      children: [{ ErrorBoundary: PageFault, children: pages }],
    },
  ]);
}

/** Before the first page has arrived. */
function Nothing() {
  return null;
}
