import { Alert, Button, Code, CopyButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiToken } from '../../../contract/tenancy.ts';
import { ownerKey } from '../../api/queries.ts';
import { tokensQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './administration.module.css';
import { NewToken } from './new-token.tsx';

/** API tokens of the tenant of the scope, or of the platform. */
export function TokensPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { parts, node } = usePlace();
  const { owner } = parts;
  const found = useQuery(tokensQuery(call, owner));
  const [isNew, setIsNew] = useState(false);
  const [secret, setSecret] = useState<string>();
  const add = may(scopes, node.path, 'tokens:write') && !isNew && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setIsNew(true)}>
      {t('tokens.new')}
    </Button>
  );
  return (
    <Page title={t('tokens.title')} before={<AreaNav area="administration" />} actions={add}>
      {secret !== undefined && <Secret secret={secret} />}
      {isNew && (
        <NewToken
          onMade={(made) => {
            setIsNew(false);
            setSecret(made);
          }}
          onCancel={() => setIsNew(false)}
        />
      )}
      <ListState
        items={found.data}
        error={found.error}
        retry={() => void found.refetch()}
        empty={
          <Empty title={t('tokens.empty', { owner })} text={t('tokens.emptyText')}>
            {add}
          </Empty>
        }
      >
        {(items) => <TokenTable tokens={items} />}
      </ListState>
    </Page>
  );
}

/** Shown once: it is in the memory of this page alone. */
function Secret({ secret }: { readonly secret: string }) {
  const { t } = useTranslation();
  return (
    <Alert className={classes.secret ?? ''} color="green" title={t('tokens.once')} role="status">
      <Code className={classes.code ?? ''}>{secret}</Code>{' '}
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? t('tokens.copied') : t('tokens.copy')}
          </Button>
        )}
      </CopyButton>
    </Alert>
  );
}

const COLUMNS = ['name', 'for', 'permissions', 'created', 'expires', 'actions'] as const;

function TokenTable({ tokens }: { readonly tokens: readonly ApiToken[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t('tokens.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`tokens.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </tbody>
    </table>
  );
}

function TokenRow({ token }: { readonly token: ApiToken }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const queryClient = useQueryClient();
  const { id, owner, name, kind, node, permissions, createdAt, createdBy, expiresAt } = token;
  const place = kind === 'cluster-intake' ? owner : node;
  const isOver = token.revokedAt !== null;
  const revoke = async () => {
    await call('tokens.revoke', { params: { owner, id } });
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  };
  return (
    <tr data-over={isOver}>
      <td>
        {name} {token.declared && <span className="dimmed">{t('tokens.declared')}</span>}
      </td>
      <td>
        {t(`tokens.kind.${kind}`)} <span className="mono">{node}</span>{' '}
        {token.background === true && <span className="dimmed">{t('tokens.background')}</span>}
      </td>
      <td className={classes.wrap}>{permissions.join(', ')}</td>
      <td>
        <Instant at={createdAt} /> <span className="dimmed">{createdBy}</span>
      </td>
      <td>{expiresAt === null ? t('tokens.never') : <Instant at={expiresAt} />}</td>
      <td>
        {isOver && <span className="dimmed">{t('tokens.revoked')}</span>}
        {!isOver && !token.declared && may(scopes, place, 'tokens:write') && (
          <DeleteButton
            title={t('tokens.revokeTitle', { name })}
            text={t('tokens.revokeText')}
            confirm={t('tokens.revoke')}
            onDelete={revoke}
          />
        )}
      </td>
    </tr>
  );
}
