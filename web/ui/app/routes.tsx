import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { PageLoadError } from '../api/page-load-error.ts';
import { Frame } from '../frame/frame.tsx';
import { PageFault } from '../frame/page-fault.tsx';

/** Paths and their pages; each page is its own file of the build, loaded when it is first opened. */
const PAGES: Readonly<Record<string, () => Promise<ComponentType>>> = {
  '/': async () => (await import('../pages/home/home-page.tsx')).HomePage,
  '/start': async () => (await import('../pages/start/start-page.tsx')).StartPage,
  '/incidents': async () => (await import('../pages/incidents/incidents-page.tsx')).IncidentsPage,
  '/incidents/analytics': async () =>
    (await import('../pages/incident-analytics/analytics-page.tsx')).AnalyticsPage,
  '/incidents/:id': async () => (await import('../pages/incidents/incident-page.tsx')).IncidentPage,
  '/explore': async () => (await import('../pages/explore/explore-page.tsx')).ExplorePage,
  '/dashboards': async () =>
    (await import('../pages/dashboards/dashboards-page.tsx')).DashboardsPage,
  '/dashboards/grafana': async () =>
    (await import('../pages/grafana/grafana-boards-page.tsx')).GrafanaBoardsPage,
  '/dashboards/grafana/:uid': async () =>
    (await import('../pages/grafana/grafana-board-page.tsx')).GrafanaBoardPage,
  '/dashboards/:uid': async () =>
    (await import('../pages/dashboards/dashboard-page.tsx')).DashboardPage,
  '/dashboards/own/new': async () =>
    (await import('../pages/dashboards/edit/edit-page.tsx')).NewBoardPage,
  '/dashboards/own/import': async () =>
    (await import('../pages/dashboards/import/import-page.tsx')).ImportBoardsPage,
  '/dashboards/:uid/edit': async () =>
    (await import('../pages/dashboards/edit/edit-page.tsx')).EditBoardPage,
  '/dashboards/:uid/versions': async () =>
    (await import('../pages/dashboards/versions/versions-page.tsx')).BoardVersionsPage,
  '/reports': async () => (await import('../pages/reports/reports-page.tsx')).ReportsPage,
  '/reports/:id': async () => (await import('../pages/reports/report-page.tsx')).ReportPage,
  '/ranking': async () => (await import('../pages/ranking/ranking-page.tsx')).RankingPage,
  '/logs': async () =>
    (await import('../pages/explore-logs/explore-logs-page.tsx')).ExploreLogsPage,
  '/events': async () => (await import('../pages/events/events-page.tsx')).EventsPage,
  '/audit': async () => (await import('../pages/audit/audit-page.tsx')).AuditPage,
  '/rules': async () => (await import('../pages/rules/rules-page.tsx')).RulesPage,
  '/rules/exchange': async () =>
    (await import('../pages/rules-exchange/exchange-page.tsx')).ExchangePage,
  '/rules/system': async () =>
    (await import('../pages/system-rules/system-rules-page.tsx')).SystemRulesPage,
  '/rules/system/:rule': async () =>
    (await import('../pages/system-rules/system-rule-page.tsx')).SystemRulePage,
  '/rules/catalogue': async () =>
    (await import('../pages/rules/templates/catalogue-page.tsx')).CataloguePage,
  '/rules/templates': async () =>
    (await import('../pages/rules/templates/own-templates-page.tsx')).OwnTemplatesPage,
  '/rules/templates/:id': async () =>
    (await import('../pages/rules/templates/own-template-page.tsx')).OwnTemplatePage,
  '/rules/copy': async () => (await import('../pages/rules/copy/copy-page.tsx')).CopyPage,
  '/rules/:id/events': async () =>
    (await import('../pages/rules/rule-events-page.tsx')).RuleEventsPage,
  '/rules/:id/history': async () =>
    (await import('../pages/rules/history/history-page.tsx')).HistoryPage,
  '/rules/:id': async () => (await import('../pages/rules/rule-page.tsx')).RulePage,
  '/policies': async () => (await import('../pages/policies/policies-page.tsx')).PoliciesPage,
  '/policies/:id': async () => (await import('../pages/policies/policy-page.tsx')).PolicyPage,
  '/routes': async () => (await import('../pages/routes/routes-page.tsx')).RoutesPage,
  '/event-rules': async () =>
    (await import('../pages/event-rules/event-rules-page.tsx')).EventRulesPage,
  '/event-rules/:id': async () =>
    (await import('../pages/event-rules/event-rule-page.tsx')).EventRulePage,
  '/heartbeats': async () =>
    (await import('../pages/heartbeats/heartbeats-page.tsx')).HeartbeatsPage,
  '/heartbeats/:id': async () =>
    (await import('../pages/heartbeats/heartbeat-page.tsx')).HeartbeatPage,
  '/inhibitions': async () =>
    (await import('../pages/inhibitions/inhibitions-page.tsx')).InhibitionsPage,
  '/inhibitions/:id': async () =>
    (await import('../pages/inhibitions/inhibition-page.tsx')).InhibitionPage,
  '/silences': async () => (await import('../pages/silences/silences-page.tsx')).SilencesPage,
  '/silences/:id': async () => (await import('../pages/silences/silence-page.tsx')).SilencePage,
  '/inbox': async () => (await import('../pages/inbox/inbox-page.tsx')).InboxPage,
  '/notifications': async () =>
    (await import('../pages/notifications/notifications-page.tsx')).NotificationsPage,
  '/administration': async () =>
    (await import('../pages/administration/tenant-page.tsx')).TenantPage,
  '/administration/members': async () =>
    (await import('../pages/administration/members-page.tsx')).MembersPage,
  '/administration/tokens': async () =>
    (await import('../pages/administration/tokens-page.tsx')).TokensPage,
  '/administration/grafana': async () =>
    (await import('../pages/grafana-sync/grafana-page.tsx')).GrafanaPage,
  '/channels': async () => (await import('../pages/channels/channels-page.tsx')).ChannelsPage,
  '/channels/addresses': async () =>
    (await import('../pages/addresses/addresses-page.tsx')).AddressesPage,
  '/channels/dead-letters': async () =>
    (await import('../pages/dead-letters/dead-letters-page.tsx')).DeadLettersPage,
  '/channels/:id': async () => (await import('../pages/channels/channel-page.tsx')).ChannelPage,
  '/collection': async () =>
    (await import('../pages/collection/collection-page.tsx')).CollectionPage,
  '/monitors': async () => (await import('../pages/monitors/monitors-page.tsx')).MonitorsPage,
  '/monitors/:id/history': async () =>
    (await import('../pages/monitors/monitor-history-page.tsx')).MonitorHistoryPage,
  '/monitors/:id': async () => (await import('../pages/monitors/monitor-page.tsx')).MonitorPage,
  '/collection/flows': async () =>
    (await import('../pages/log-flows/log-flows-page.tsx')).LogFlowsPage,
  '/collection/flows/:kind/:id': async () =>
    (await import('../pages/log-flows/log-spec-page.tsx')).LogSpecPage,
  '/collection/flows/:kind/:id/history': async () =>
    (await import('../pages/log-flows/log-spec-history-page.tsx')).LogSpecHistoryPage,
  '/collection/agents': async () =>
    (await import('../pages/log-flows/log-tiers-page.tsx')).LogTiersPage,
  ...(import.meta.env.MODE === 'mock' && {
    '/panels-gallery': async () => (await import('../mock/gallery/gallery-page.tsx')).GalleryPage,
  }),
  '*': async () => (await import('../pages/not-found/not-found-page.tsx')).NotFoundPage,
};

/** The frame around every page; a page that cannot be loaded says so inside of it. */
export function createRouter() {
  // As functions: of the other form of `lazy`, the router hides that a page could not be loaded.
  const pages = Object.entries(PAGES).map(([path, load]) => ({
    path,
    lazy: async () => ({ Component: await load().catch(notLoaded) }),
  }));
  return createBrowserRouter([
    {
      Component: Frame,
      ErrorBoundary: PageFault,
      HydrateFallback: Nothing,
      children: [{ ErrorBoundary: PageFault, children: pages }],
    },
  ]);
}

function notLoaded(cause: unknown): never {
  throw new PageLoadError('the page could not be loaded', { cause });
}

/** Before the first page has arrived. */
function Nothing() {
  return null;
}
