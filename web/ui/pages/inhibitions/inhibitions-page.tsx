import { useTranslation } from 'react-i18next';
import type { Inhibition } from '../../../contract/inhibitions.ts';
import { inhibitionsQuery } from '../../api/inhibition-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import classes from '../../lists/list-table.module.css';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { NameCell, ThingsPage } from '../../things/things-page.tsx';
import { Instant } from '../../time/instant.tsx';
import { INHIBITIONS } from './inhibition-kind.ts';

const COLUMNS = ['name', 'source', 'target', 'equal', 'updated'] as const;

/** The inhibition rules of the tenant that the scope belongs to. */
export function InhibitionsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  return (
    <ThingsPage
      words={INHIBITIONS.words}
      list={INHIBITIONS.list}
      area="rules"
      query={inhibitionsQuery(call, owner)}
      mayAdd={may(scopes, owner, 'rules:write')}
      heads={COLUMNS.map((column) => t(`inhibitions.column.${column}`))}
    >
      {(rule) => <Row key={rule.id} rule={rule} />}
    </ThingsPage>
  );
}

function Row({ rule }: { readonly rule: Inhibition }) {
  const { t } = useTranslation();
  return (
    <tr>
      <NameCell list={INHIBITIONS.list} id={rule.id} name={rule.name}>
        {rule.enabled ? rule.description : t('inhibitions.disabled')}
      </NameCell>
      <td className={`${classes.wide} mono`}>{rule.source.join(', ')}</td>
      <td className={`${classes.wide} mono`}>{rule.target.join(', ')}</td>
      <td className="dimmed">{rule.equal.join(', ')}</td>
      <td className={`${classes.updated} dimmed`}>
        <Instant at={rule.updatedAt} />
      </td>
    </tr>
  );
}
