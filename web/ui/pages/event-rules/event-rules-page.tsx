import { useTranslation } from 'react-i18next';
import type { EventRule } from '../../../contract/event-rules.ts';
import { eventRulesQuery } from '../../api/event-rule-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import classes from '../../lists/list-table.module.css';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { NameCell, ThingsPage } from '../../things/things-page.tsx';
import { Instant } from '../../time/instant.tsx';
import { EVENT_RULES } from './event-rule-kind.ts';

const COLUMNS = ['name', 'source', 'condition', 'severity', 'updated'] as const;

/** The event rules of the tenant that the scope belongs to. */
export function EventRulesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  return (
    <ThingsPage
      words={EVENT_RULES.words}
      list={EVENT_RULES.list}
      area="rules"
      query={eventRulesQuery(call, owner)}
      mayAdd={may(scopes, owner, 'rules:write')}
      heads={COLUMNS.map((column) => t(`eventRules.column.${column}`))}
    >
      {(rule) => <Row key={rule.id} rule={rule} />}
    </ThingsPage>
  );
}

function Row({ rule }: { readonly rule: EventRule }) {
  const { t } = useTranslation();
  return (
    <tr>
      <NameCell list={EVENT_RULES.list} id={rule.id} name={rule.name}>
        {rule.enabled ? rule.description : t('eventRules.disabled')}
      </NameCell>
      <td>{t(`eventRules.sources.${rule.source}`)}</td>
      <td className={`${classes.wide} mono`}>{rule.condition}</td>
      <td className="dimmed">{rule.severity}</td>
      <td className={`${classes.updated} dimmed`}>
        <Instant at={rule.updatedAt} />
      </td>
    </tr>
  );
}
