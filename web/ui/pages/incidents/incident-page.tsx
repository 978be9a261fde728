import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { incidentQuery, ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { LabelChips } from '../../lists/label-chip.tsx';
import { printLabelFilter } from '../../lists/label-filter.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLive } from '../../live/live-context.ts';
import { mergeEvents } from '../../live/live-overlay.ts';
import { MutedMark } from '../../notify/muted-mark.tsx';
import { SilenceMenu } from '../../notify/silence-menu.tsx';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ResolvedBadge, SeverityBadge } from '../../severity/severity-badge.tsx';
import { IncidentActions } from './incident-actions.tsx';
import { IncidentDeliveries } from './incident-deliveries.tsx';
import { IncidentFacts } from './incident-facts.tsx';
import { IncidentGraph } from './incident-graph.tsx';
import classes from './incident-page.module.css';
import { IncidentTimeline } from './incident-timeline.tsx';
import { RelatedIncidents } from './related-incidents.tsx';
import { WhyPanel } from './why-panel.tsx';

/** One incident: what it is, and everything that happened, kept true by the live stream. */
export function IncidentPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { call } = useServices();
  const { parts } = usePlace();
  const { overlay } = useLive();
  const linkTo = useLinkTo();
  const found = useQuery(incidentQuery(call, parts.owner, id));
  const live = overlay.incidents.get(id);
  const fetched = found.data?.incident;
  const incident =
    live !== undefined && live.lastEvent >= (fetched?.lastEvent ?? 0) ? live : fetched;
  const events = useMemo(
    () => mergeEvents(found.data?.events ?? [], overlay.events.get(id) ?? []),
    [found.data, overlay.events, id],
  );
  return (
    <Page
      title={incident?.title ?? t('incidents.title')}
      before={
        <Anchor component={Link} to={linkTo('/incidents')} size="xs">
          {t('incidents.detail.back')}
        </Anchor>
      }
      beside={incident !== undefined && <State incident={incident} />}
      actions={
        incident !== undefined && (
          <>
            <Ways incident={incident} />
            <SilenceMenu incident={incident} />
          </>
        )
      }
    >
      {incident === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {incident === undefined && found.error === null && <SkeletonRows />}
      {incident !== undefined && (
        <div className={classes.columns}>
          <div className={classes.story}>
            <IncidentGraph incident={incident} />
            <section aria-label={t('incidents.detail.timeline')}>
              <h2 className={classes.heading}>{t('incidents.detail.timeline')}</h2>
              <IncidentTimeline events={events} />
            </section>
            <IncidentDeliveries incident={incident} />
            <RelatedIncidents incident={incident} />
          </div>
          <Facts incident={incident} />
        </div>
      )}
    </Page>
  );
}

function State({ incident }: { readonly incident: Incident }) {
  return (
    <span className={classes.state}>
      <SeverityBadge severity={incident.severity} />
      {incident.status === 'resolved' && <ResolvedBadge />}
      <MutedMark incident={incident} />
    </span>
  );
}

function Ways({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const ruleId = incident.ruleId ?? '';
  const rule = useQuery({ ...ruleQuery(call, incident.owner, ruleId), enabled: ruleId !== '' });
  return (
    <>
      {rule.data !== undefined && (
        <>
          <Anchor component={Link} size="sm" to={linkTo(`/rules/${ruleId}`)}>
            {t('incidents.detail.rule')}: {rule.data.name}
          </Anchor>
          <Anchor component={Link} size="sm" to={linkTo('/explore', { q: rule.data.expression })}>
            {t('incidents.detail.explore')}
          </Anchor>
        </>
      )}
      {ruleId !== '' && (
        <Anchor component={Link} size="sm" to={linkTo(`/rules/${ruleId}/events`)}>
          {t('incidents.detail.ruleEvents')}
        </Anchor>
      )}
      <IncidentActions incident={incident} />
    </>
  );
}

function Facts({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const go = useGo();
  const filterBy = (name: string, value: string, isExcluded: boolean) =>
    go(
      linkTo('/incidents', {
        status: 'all',
        labels: JSON.stringify([printLabelFilter({ name, value, isExcluded })]),
      }),
    );
  const annotations = Object.entries(incident.annotations).toSorted(
    ([a], [b]) => leadPlace(a) - leadPlace(b),
  );
  return (
    <div className={classes.facts}>
      <IncidentFacts incident={incident} />
      <WhyPanel incident={incident} />
      <section>
        <h2 className={classes.heading}>{t('incidents.detail.labels')}</h2>
        <LabelChips labels={incident.labels} onFilter={filterBy} />
      </section>
      {annotations.length > 0 && (
        <section>
          <h2 className={classes.heading}>{t('incidents.detail.annotations')}</h2>
          <dl className={classes.annotations}>
            {annotations.map(([name, value]) => (
              <div key={name}>
                <dt className="dimmed small">{name}</dt>
                <dd>
                  <Annotation text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** What says in a sentence what is the matter stands first, as in messages. */
function leadPlace(name: string): number {
  const place = ['summary', 'description'].indexOf(name);
  return place < 0 ? 2 : place;
}

/** Addresses, of runbooks and dashboards above all, can be followed. */
function Annotation({ text }: { readonly text: string }) {
  if (!/^https?:\/\/\S+$/i.test(text)) return text;
  return (
    <Anchor href={text} target="_blank" rel="noopener noreferrer" size="sm">
      {text}
    </Anchor>
  );
}
