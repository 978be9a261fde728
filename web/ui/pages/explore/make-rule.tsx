import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRulerMeasure } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RuleLanguage } from '../../../contract/rules.ts';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';

/** A link to a new rule that watches what was asked, for those who may make one. */
export function MakeRule({
  expression,
  language = 'promql',
}: {
  readonly expression: string;
  readonly language?: RuleLanguage;
}) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const linkTo = useLinkTo();
  if (expression === '' || !may(scopes, node.path, 'rules:write')) return null;
  const rule = language === 'promql' ? { expression } : { expression, language };
  return (
    <Tooltip label={t('explore.makeRule')}>
      <ActionIcon
        component={Link}
        to={linkTo('/rules/new', rule)}
        size={30}
        variant="subtle"
        color="gray"
        aria-label={t('explore.makeRule')}
      >
        <IconRulerMeasure size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
