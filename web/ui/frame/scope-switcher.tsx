import { Popover, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useSession } from '../app/session.ts';
import { useChangeSearch, useGo, useLinkTo, usePlace } from '../scope/use-place.ts';
import { ScopeList } from './scope-list.tsx';
import classes from './scope-switcher.module.css';

/** Tenant › project › environment, and the way to another one. */
export function ScopeSwitcher() {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={classes.target}
          aria-label={t('frame.scope.choose')}
          onClick={toggle}
        >
          <ScopeName />
          <IconSelector size={15} className={classes.chevron} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Search onDone={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ScopeName() {
  const { t } = useTranslation();
  const { parts, node } = usePlace();
  const { scopes } = useSession();
  const titleOf = (path: string, fallback: string) => {
    const title = scopes.find((each) => each.path === path)?.title ?? '';
    return title === '' ? fallback : title;
  };
  if (node.level === 'platform') return <span>{t('frame.scope.platform')}</span>;
  const { owner, project, environment, cluster } = parts;
  const steps = [titleOf(owner, owner)];
  if (project !== undefined) steps.push(titleOf(`${owner}.${project}`, project));
  if (environment !== undefined) {
    steps.push(titleOf(`${owner}.${project}.${environment}`, environment));
  }
  return (
    <span className={classes.name}>
      {steps.join(' › ')}
      {cluster !== undefined && (
        <span className="dimmed"> {t('frame.scope.cluster', { cluster })}</span>
      )}
    </span>
  );
}

/** Things that belong to one owner do not exist under another: their pages lead to the list. */
function useChooseScope(): (scope: string) => void {
  const changeSearch = useChangeSearch();
  const place = usePlace();
  const { pathname } = useLocation();
  const linkTo = useLinkTo();
  const go = useGo();
  return (scope) => {
    const [, area = '', id] = pathname.split('/');
    const isSameOwner = scope.split(/[.@]/)[0] === place.parts.owner;
    if (id === undefined || isSameOwner) changeSearch({ scope }, 'push');
    else go(linkTo(`/${area}`, { scope }));
  };
}

function Search({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const chooseScope = useChooseScope();
  const choose = (scope: string) => {
    chooseScope(scope);
    onDone();
  };
  return (
    <>
      <TextInput
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={t('frame.scope.search')}
        aria-label={t('frame.scope.search')}
        leftSection={<IconSearch size={15} />}
        size="xs"
      />
      <ScopeList text={text} onChoose={choose} />
      <Text className={classes.foot} c="dimmed" size="xs">
        {t('frame.palette.hint')}
      </Text>
    </>
  );
}
