import { AlertListing } from '../../../alerting/alertmanager/alert-listing.ts';
import { AlertRoutes } from '../../../alerting/alertmanager/alert-routes.ts';
import { SilenceDesk } from '../../../alerting/alertmanager/silence-desk.ts';
import type { Notifier } from '../../../alerting/create-notifier.ts';
import { SilenceService } from '../../../alerting/silences/silence-service.ts';
import type { ScopedAlertmanagerOptions } from '../scoped-alertmanager.ts';
import { intakeClusters } from './cluster-views.ts';
import type { Floor } from './floor.ts';
import type { NotifierMates } from './notifier.ts';
import type { TenancyParts } from './tenancy.ts';

/** What the scoped Alertmanager answers from. */
export type AlertmanagerParts = Pick<
  ScopedAlertmanagerOptions,
  'listing' | 'routes' | 'desk' | 'pipeline' | 'clusters' | 'startedAtMs'
>;

export interface SilenceMates
  extends Pick<NotifierMates, 'allRules' | 'channelBook' | 'routeBook' | 'silences' | 'publicUrl'> {
  readonly notifier: Notifier;
}

/** Silences for people, and what Alertmanager's clients see of them and of the alerts. */
export function composeSilences(
  { state, clock, newId }: Floor,
  { directories }: TenancyParts,
  mates: SilenceMates,
): { readonly silences: SilenceService; readonly alertmanager: AlertmanagerParts } {
  const { notifier, allRules: rules, channelBook, publicUrl } = mates;
  const directory = () => directories.current();
  const clusters = intakeClusters(directories);
  const { openIncidentsOf: openOf, wakeRepeats, pipeline } = notifier;
  const silences = new SilenceService({
    state,
    silences: mates.silences,
    rules,
    openOf,
    directory,
    tenantStands: (tenant) => channelBook.tenantStands(tenant),
    clock,
    newId,
    wakeRepeats,
  });
  const routes = new AlertRoutes({
    contextOf: (incident) => pipeline.contextOf(incident),
    channels: channelBook,
    routes: mates.routeBook,
  });
  const listing = new AlertListing({
    openOf,
    silencing: mates.silences.book,
    inhibitorOf: notifier.inhibitorOf,
    routes,
    directory,
    incidentPage: (owner, id) =>
      publicUrl() === ''
        ? null
        : `${publicUrl()}/incidents/${id}?scope=${encodeURIComponent(owner)}`,
  });
  const desk = new SilenceDesk(silences, clock);
  const startedAtMs = clock.nowMs();
  return { silences, alertmanager: { listing, routes, desk, pipeline, clusters, startedAtMs } };
}
