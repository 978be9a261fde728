import { type ComponentProps, useMemo } from 'react';
import type { ListedIncident } from '../../../../dashboards/model/panel-views.ts';
import { stepOf } from '../../../../platform/model/severity-step.ts';
import type { Incident } from '../../../contract/incidents.ts';
import { FaultText } from '../../frame/fault.tsx';
import { useIncidents } from '../../live/use-incidents.ts';
import { PanelView } from '../../panels/panel-view.tsx';
import { useLadder } from '../../severity/ladder.ts';

/** A list of alerts: the incidents of the scope, kept true by the live stream. */
export function ListedAlerts(props: Omit<ComponentProps<typeof PanelView>, 'incidents'>) {
  const ladder = useLadder();
  const { incidents, error, retry } = useIncidents();
  const listed = useMemo(
    () => incidents?.map((incident) => listedOf(incident, ladder)),
    [incidents, ladder],
  );
  if (error !== null) return <FaultText error={error} retry={retry} />;
  return listed === undefined ? null : <PanelView {...props} incidents={listed} />;
}

function listedOf(incident: Incident, ladder: readonly string[]): ListedIncident {
  const { id, title, severity, status, startedAt, labels, cluster } = incident;
  const [step, sinceMs] = [stepOf(severity, ladder), Date.parse(startedAt)];
  return { id, title, severity, step, state: status, sinceMs, labels, cluster };
}
