import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Policy } from '../../../contract/policies.ts';
import { policiesQuery } from '../../api/policy-queries.ts';
import { channelsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import classes from '../../lists/list-table.module.css';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { NameCell, ThingsPage } from '../../things/things-page.tsx';
import { Instant } from '../../time/instant.tsx';

const COLUMNS = ['name', 'receivers', 'windows', 'rules', 'updated'] as const;

/** The policies of the tenant that the scope belongs to. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  return (
    <ThingsPage
      words="policies"
      list="/policies"
      area="rules"
      query={policiesQuery(call, owner)}
      mayAdd={may(scopes, owner, 'rules:write')}
      heads={COLUMNS.map((column) => t(`policies.column.${column}`))}
    >
      {(policy) => <Row key={policy.id} policy={policy} />}
    </ThingsPage>
  );
}

function Row({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? id;
  return (
    <tr>
      <NameCell list="/policies" id={policy.id} name={policy.name}>
        {policy.description}
      </NameCell>
      <td className={classes.wide}>
        {policy.channels.length === 0
          ? t('policies.defaultReceiver')
          : policy.channels.map(nameOf).join(', ')}
      </td>
      <td className="dimmed">{policy.windows.map(({ name }) => name).join(', ')}</td>
      <td className="dimmed">{t('policies.ruleCount', { count: policy.rules })}</td>
      <td className={`${classes.updated} dimmed`}>
        <Instant at={policy.updatedAt} />
      </td>
    </tr>
  );
}
