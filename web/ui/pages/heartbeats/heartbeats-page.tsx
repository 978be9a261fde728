import { useTranslation } from 'react-i18next';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { heartbeatsQuery } from '../../api/heartbeat-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import classes from '../../lists/list-table.module.css';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { NameCell, ThingsPage } from '../../things/things-page.tsx';
import { Instant } from '../../time/instant.tsx';
import { HEARTBEATS } from './heartbeat-kind.tsx';

const COLUMNS = ['name', 'state', 'every', 'last', 'severity'] as const;

/** The heartbeats of the tenant that the scope belongs to. */
export function HeartbeatsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  return (
    <ThingsPage
      words={HEARTBEATS.words}
      list={HEARTBEATS.list}
      area="rules"
      query={heartbeatsQuery(call, owner)}
      mayAdd={may(scopes, owner, 'rules:write')}
      heads={COLUMNS.map((column) => t(`heartbeats.column.${column}`))}
    >
      {(heartbeat) => <Row key={heartbeat.id} heartbeat={heartbeat} />}
    </ThingsPage>
  );
}

function Row({ heartbeat }: { readonly heartbeat: Heartbeat }) {
  const { t } = useTranslation();
  const { id, name, description, state, every, lastBeatAt, severity } = heartbeat;
  return (
    <tr>
      <NameCell list={HEARTBEATS.list} id={id} name={name}>
        {description}
      </NameCell>
      <td>{t(`heartbeats.state.${state}`)}</td>
      <td className="dimmed" data-column={t('heartbeats.column.every')}>
        {every}
      </td>
      <td className={`${classes.updated} dimmed`} data-column={t('heartbeats.column.last')}>
        {lastBeatAt === null ? t('heartbeats.never') : <Instant at={lastBeatAt} />}
      </td>
      <td>
        <SeverityBadge severity={severity} />
      </td>
    </tr>
  );
}
