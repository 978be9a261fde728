import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleLanguage } from '../../../../contract/rules.ts';
import { useSession } from '../../../app/session.ts';

const MakePanelDialog = lazy(async () => ({
  default: (await import('./make-panel-dialog.tsx')).MakePanelDialog,
}));

/** Makes a panel of what was asked, for those who may keep dashboards. */
export function MakePanel({
  expression,
  language = 'promql',
  unit = '',
  isLines = false,
}: {
  readonly expression: string;
  readonly language?: RuleLanguage;
  readonly unit?: string;
  /** It answers with lines, not with numbers. */
  readonly isLines?: boolean;
}) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const [isOpen, { open, close }] = useDisclosure();
  const mayMake = scopes.some(({ permissions }) => permissions.includes('dashboards:write'));
  if (expression === '' || !mayMake) return null;
  return (
    <>
      <Tooltip label={t('boards.make.open')}>
        <ActionIcon
          size={30}
          variant="subtle"
          color="gray"
          aria-label={t('boards.make.open')}
          onClick={open}
        >
          <IconLayoutDashboard size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {isOpen && (
        <Suspense>
          <MakePanelDialog query={{ expression, language, unit, isLines }} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
