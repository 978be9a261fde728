import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LogSpec } from '../../../contract/log-flows.ts';
import {
  type LogSpecKind,
  logFlowsQuery,
  logOutputsQuery,
  logTailersQuery,
} from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import { FigureTable, Section } from '../collection/section.tsx';
import { goesTo } from './goes-to.ts';
import classes from './log-flows.module.css';
import { LogSpecState } from './log-spec-state.tsx';

/** Flows and outputs of the tenant that the scope belongs to; files of nodes are the platform's. */
export function LogFlowsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const flows = useQuery(logFlowsQuery(call, owner));
  const outputs = useQuery(logOutputsQuery(call, owner));
  const isPlatform = owner === '_platform';
  const tailers = useQuery({ ...logTailersQuery(call, owner), enabled: isPlatform });
  return (
    <Page title={t('logFlows.title')}>
      <AreaNav area="collection" />
      <Specs kind="flows" found={flows} />
      <Specs kind="outputs" found={outputs} />
      {isPlatform && <Specs kind="tailers" found={tailers} />}
    </Page>
  );
}

function Specs({
  kind,
  found,
}: {
  readonly kind: LogSpecKind;
  readonly found: UseQueryResult<readonly LogSpec[]>;
}) {
  const { t } = useTranslation();
  const title = t(`logFlows.kinds.${kind}`);
  const newButton = <NewButton kind={kind}>{t(`logFlows.new.${kind}`)}</NewButton>;
  return (
    <Section title={title} text={t(`logFlows.about.${kind}`)} action={newButton}>
      <ListState
        items={found.data}
        error={found.error}
        retry={() => void found.refetch()}
        empty={<Empty title={t(`logFlows.none.${kind}`)} text={t(`logFlows.first.${kind}`)} />}
      >
        {(items) => <SpecTable kind={kind} title={title} items={items} />}
      </ListState>
    </Section>
  );
}

function NewButton({
  kind,
  children,
}: {
  readonly kind: LogSpecKind;
  readonly children: ReactNode;
}) {
  const linkTo = useLinkTo();
  const { scopes } = useSession();
  const { node } = usePlace();
  if (!may(scopes, node.path, 'collectors:write')) return null;
  return (
    <Button
      component={Link}
      to={linkTo(`/collection/flows/${kind}/new`)}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {children}
    </Button>
  );
}

const COLUMNS = ['name', 'scope', 'state', 'goes', 'changed'] as const;

function SpecTable({
  kind,
  title,
  items,
}: {
  readonly kind: LogSpecKind;
  readonly title: string;
  readonly items: readonly LogSpec[];
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <FigureTable
      isStacked
      label={title}
      columns={COLUMNS.map((column) => t(`logFlows.column.${column}`))}
    >
      {items.map((spec) => (
        <tr key={spec.id}>
          <td>
            <Link
              className={classes.name ?? ''}
              to={linkTo(`/collection/flows/${kind}/${spec.id}`)}
            >
              {spec.name}
            </Link>
          </td>
          <td className="mono">{spec.scope}</td>
          <td className={classes.state}>
            <LogSpecState status={spec.status} />
          </td>
          <td className="dimmed">{goesTo(spec)}</td>
          <td className="dimmed">
            <Instant at={spec.updatedAt} />
          </td>
        </tr>
      ))}
    </FigureTable>
  );
}
