import { Button, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../contract/members.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { membersQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import classes from './administration.module.css';
import { GiveRole } from './give-role.tsx';
import { isRoleName, rolesAt } from './member-roles.ts';

/** Who has which role in the tenant of the scope and below, as far as one may see it. */
export function MembersPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const found = useQuery(membersQuery(call, owner));
  const [isNew, setIsNew] = useState(false);
  const [text, setText] = useState('');
  const mayGive = scopes.some(
    ({ path, permissions }) =>
      (path === owner || path.startsWith(`${owner}.`)) && permissions.includes('members:write'),
  );
  const add = mayGive && !isNew && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setIsNew(true)}>
      {t('members.add')}
    </Button>
  );
  return (
    <Page title={t('members.title')} before={<AreaNav area="administration" />} actions={add}>
      {isNew && <GiveRole key={owner} onDone={() => setIsNew(false)} />}
      <ListState
        items={found.data}
        error={found.error}
        retry={() => void found.refetch()}
        empty={<Empty title={t('members.empty', { owner })} text={t('members.emptyText')} />}
      >
        {(items) => (
          <>
            <TextInput
              size="xs"
              mb={8}
              maw={320}
              aria-label={t('members.search')}
              placeholder={t('members.search')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <MemberTable members={items.filter((one) => holds(one, text, t))} />
          </>
        )}
      </ListState>
    </Page>
  );
}

function holds(member: Member, text: string, t: TFunction): boolean {
  const { name, displayName, role, node } = member;
  const all = [name, displayName, role, roleWords(role, t), node].join(' ').toLowerCase();
  return all.includes(text.trim().toLowerCase());
}

function roleWords(role: string, t: TFunction): string {
  return isRoleName(role) ? t(`members.role.${role}`) : role;
}

const COLUMNS = ['person', 'role', 'place', 'actions'] as const;

function MemberTable({ members }: { readonly members: readonly Member[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t('members.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`members.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} />
        ))}
      </tbody>
    </table>
  );
}

function MemberRow({ member }: { readonly member: Member }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const { id, name, displayName, disabled, role, node, declared } = member;
  const isMine = !declared && may(scopes, node, 'members:write');
  const remove = async () => {
    await call('bindings.delete', { params: { owner, id } });
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  };
  const words = roleWords(role, t);
  return (
    <tr data-over={disabled}>
      <td className={classes.wrap}>
        {displayName === '' ? name : displayName} <span className="dimmed">{name}</span>{' '}
        {disabled && <span className="dimmed">{t('members.disabled')}</span>}{' '}
        {declared && <span className="dimmed">{t('members.declared')}</span>}
      </td>
      <td>{isMine ? <RoleField member={member} /> : words}</td>
      <td className={`mono ${classes.wrap}`}>{node}</td>
      <td>
        {isMine && (
          <DeleteButton
            title={t('members.removeTitle', { name })}
            text={t('members.removeText', { name, role: words, node })}
            confirm={t('members.remove')}
            onDelete={remove}
          />
        )}
      </td>
    </tr>
  );
}

/** Another role at the same place: the new one is given before the old one is taken. */
function RoleField({ member }: { readonly member: Member }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const { id, user, name, role, node } = member;
  const change = async (next: string) => {
    try {
      await call('bindings.create', { params: { owner }, body: { user, role: next, node } });
      await call('bindings.delete', { params: { owner, id } });
    } catch (error) {
      const { title, detail } = errorWords(error, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  };
  return (
    <Select
      size="xs"
      w={210}
      aria-label={t('members.change', { name, node })}
      allowDeselect={false}
      data={rolesAt(node).map((value) => ({ value, label: t(`members.role.${value}`) }))}
      value={role}
      onChange={(next) => {
        if (next !== null && next !== role) void change(next);
      }}
    />
  );
}
