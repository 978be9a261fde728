import { ActionIcon, Button, Kbd, Modal, TextInput } from '@mantine/core';
import { useDisclosure, useHotkeys, useOs, useWindowEvent } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createEarlyEnter, type EarlyEnter } from './early-enter.ts';
import classes from './palette.module.css';

const PaletteList = lazy(async () => ({
  default: (await import('./palette-list.tsx')).PaletteList,
}));

/** Search over pages, rules and incidents, from anywhere with Ctrl/⌘ K. */
export function Palette() {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  const modifier = useOs() === 'macos' ? '⌘' : 'Ctrl';
  useHotkeys([['mod+K', open]], [], true);
  return (
    <>
      <Button
        visibleFrom="sm"
        size="xs"
        variant="default"
        leftSection={<IconSearch size={14} />}
        rightSection={<Kbd size="xs">{`${modifier} K`}</Kbd>}
        className={classes.target ?? ''}
        onClick={open}
      >
        {t('frame.palette.open')}
      </Button>
      <ActionIcon
        hiddenFrom="sm"
        variant="subtle"
        color="gray"
        aria-label={t('frame.palette.open')}
        onClick={open}
      >
        <IconSearch size={18} stroke={1.7} />
      </ActionIcon>
      <Modal
        opened={isOpen}
        onClose={close}
        withCloseButton={false}
        size={560}
        yOffset="10dvh"
        padding="xs"
        aria-label={t('frame.palette.open')}
      >
        <Search onDone={close} />
      </Modal>
    </>
  );
}

function Search({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [early] = useState(createEarlyEnter);
  return (
    <>
      <TextInput
        data-autofocus
        value={text}
        onChange={(event) => {
          early.drop();
          setText(event.currentTarget.value);
        }}
        placeholder={t('frame.palette.placeholder')}
        aria-label={t('frame.palette.placeholder')}
        leftSection={<IconSearch size={15} />}
      />
      <Suspense fallback={<KeepEnter early={early} />}>
        <PaletteList text={text} early={early} onDone={onDone} />
      </Suspense>
      <p className={`${classes.hint} dimmed small`}>{t('frame.palette.hint')}</p>
    </>
  );
}

/** Stands where the list will be, and keeps an Enter for it. */
function KeepEnter({ early }: { readonly early: EarlyEnter }) {
  useWindowEvent('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) early.keep();
  });
  return null;
}
