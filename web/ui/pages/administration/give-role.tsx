import { Button, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPerson } from '../../../contract/members.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { candidatesQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import formClasses from '../../forms/form-frame.module.css';
import { usePlace } from '../../scope/use-place.ts';
import classes from './administration.module.css';
import { rolesAt } from './member-roles.ts';

interface Wanted {
  readonly user: FoundPerson | null;
  readonly role: string | null;
  readonly node: string;
}

function useGive(onDone: () => void) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ user, role, node }: Wanted) => {
      if (user === null || role === null) return null;
      const body = { user: user.user, role, node };
      await call('bindings.create', { params: { owner }, body });
      return user.name;
    },
    onSuccess: async (name) => {
      if (name === null) return;
      notifications.show({ message: t('members.given', { name }) });
      await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
      onDone();
    },
  });
}

/** A role for somebody, at a place where one may give roles. */
export function GiveRole({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const [wanted, setWanted] = useState<Wanted>({ user: null, role: null, node: places[0] ?? '' });
  const { node, role, user } = wanted;
  const give = useGive(onDone);
  const words = give.error === null ? undefined : errorWords(give.error, t);
  return (
    <form
      className={classes.newToken}
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate(wanted);
      }}
    >
      <PersonField user={user} onChange={(next) => setWanted({ ...wanted, user: next })} />
      <Select
        label={t('members.place')}
        searchable
        allowDeselect={false}
        data={places}
        value={node}
        onChange={(next) => setWanted({ ...wanted, node: next ?? node, role: null })}
      />
      <Select
        label={t('members.roleLabel')}
        data={rolesAt(node).map((value) => ({ value, label: t(`members.role.${value}`) }))}
        value={role}
        onChange={(next) => setWanted({ ...wanted, role: next })}
      />
      {words !== undefined && (
        <div className={formClasses.wrong} role="alert">
          {words.detail || words.title}
        </div>
      )}
      <div className={classes.actions}>
        <Button variant="default" size="xs" onClick={onDone}>
          {t('forms.cancel')}
        </Button>
        <Button
          type="submit"
          size="xs"
          loading={give.isPending}
          disabled={user === null || role === null}
        >
          {t('members.give')}
        </Button>
      </div>
    </form>
  );
}

/** Places of the owner where one may give roles, the widest first. */
function usePlaces(): string[] {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  return scopes
    .filter(({ path }) => path === owner || path.startsWith(`${owner}.`))
    .filter(({ permissions }) => permissions.includes('members:write'))
    .map(({ path }) => path);
}

/** Finds people as their names are typed. */
function PersonField({
  user,
  onChange,
}: {
  readonly user: FoundPerson | null;
  readonly onChange: (user: FoundPerson | null) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [text, setText] = useState('');
  const found = useQuery(candidatesQuery(call, owner, text.trim())).data ?? [];
  const known = user === null || found.some((one) => one.user === user.user);
  return (
    <Select
      label={t('members.person')}
      description={t('members.personHelp')}
      searchable
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={text.trim().length < 2 ? undefined : t('members.nobody')}
      filter={({ options }) => options}
      data={[...(known ? [] : [user]), ...found].map(({ user: value, name, displayName }) => ({
        value,
        label: displayName === '' ? name : `${displayName} (${name})`,
      }))}
      value={user?.user ?? null}
      onChange={(value) => onChange(found.find((one) => one.user === value) ?? user)}
    />
  );
}
