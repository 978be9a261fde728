import { ActionIcon, Menu, Text } from '@mantine/core';
import {
  IconCopy,
  IconDotsVertical,
  IconExternalLink,
  IconMaximize,
  IconPencil,
  IconRulerMeasure,
  IconTimeline,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PanelContext } from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';
import { useSession } from '../../../app/session.ts';
import { copyText } from '../../../lists/copy-text.ts';
import { may } from '../../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { ruleOnLines } from '../../explore-logs/rule-on-lines.ts';
import { useInGrafana } from '../../grafana/use-in-grafana.ts';
import { askedQueries, exploreAddress } from './panel-ways.ts';
import { useBoardAddresses } from './use-board-addresses.ts';

interface PanelMenuProps {
  readonly placed: PlacedPanel;
  readonly context: Omit<PanelContext, 'variables'>;
  /** The page on which the panel is changed; null for those who may not. */
  readonly editAt: string | null;
  /** Shows it in the room of all; null: it is shown so. */
  readonly onAlone: (() => void) | null;
}

/** What can be done with a panel. Its menu is made when it is first opened: a page has many panels. */
export function PanelMenu(props: PanelMenuProps) {
  const { t } = useTranslation();
  const { title } = props.placed.panel;
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const target = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!wasOpened) return;
    // The button of the menu is another one; the focus comes back to it.
    target.current?.focus({ preventScroll: true });
    setIsOpen(true);
  }, [wasOpened]);
  const label = title === '' ? t('boards.panel.menuOfUntitled') : t('boards.panel.menu', { title });
  const button = (
    <ActionIcon
      ref={target}
      variant="subtle"
      color="gray"
      size={24}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={() => (wasOpened ? setIsOpen(!isOpen) : setWasOpened(true))}
    >
      <IconDotsVertical size={15} aria-hidden />
    </ActionIcon>
  );
  if (!wasOpened) return button;
  return (
    <Menu opened={isOpen} onChange={setIsOpen} position="bottom-end" width={240}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>{isOpen && <Items {...props} />}</Menu.Dropdown>
    </Menu>
  );
}

function Items({ placed, context, editAt, onAlone }: PanelMenuProps) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const linkTo = useLinkTo();
  const asked = askedQueries(placed, context);
  const inGrafana = useInGrafana(context.dashboard.uid, placed.panel.id);
  const explore = exploreAddress(linkTo('/explore'), asked);
  const all = [...asked.promql, ...asked.logql];
  return (
    <>
      {onAlone !== null && (
        <Menu.Item leftSection={<IconMaximize size={15} />} onClick={onAlone}>
          {t('boards.panel.alone')}
        </Menu.Item>
      )}
      {editAt !== null && (
        <Menu.Item component={Link} to={editAt} leftSection={<IconPencil size={15} />}>
          {t('boards.panel.edit')}
        </Menu.Item>
      )}
      {explore !== null && (
        <Menu.Item component={Link} to={explore} leftSection={<IconTimeline size={15} />}>
          {t('boards.panel.explore')}
        </Menu.Item>
      )}
      {inGrafana !== null && (
        <Menu.Item component={Link} to={inGrafana} leftSection={<IconExternalLink size={15} />}>
          {t('boards.panel.grafana')}
        </Menu.Item>
      )}
      {may(scopes, node.path, 'rules:write') &&
        rulesOf(asked).map((rule, index, rules) => (
          <Menu.Item
            key={rule.expression}
            component={Link}
            to={linkTo('/rules/new', rule)}
            leftSection={<IconRulerMeasure size={15} />}
          >
            {rules.length === 1
              ? t('boards.panel.rule')
              : t('boards.panel.ruleOf', { number: index + 1 })}
          </Menu.Item>
        ))}
      {all.length > 0 && (
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          onClick={() => void copyText(all.join('\n'))}
        >
          {t('boards.panel.copy', { count: all.length })}
        </Menu.Item>
      )}
      {all.length === 0 && editAt === null && inGrafana === null && (
        <Menu.Item disabled>{t('boards.panel.nothing')}</Menu.Item>
      )}
      <PanelLinks placed={placed} context={context} />
    </>
  );
}

/** What a new rule is filled with: a rule watches one query. */
function rulesOf({
  promql,
  logql,
}: ReturnType<typeof askedQueries>): readonly Readonly<Record<string, string>>[] {
  return [
    ...promql.map((expression) => ({ expression })),
    ...logql
      .map(ruleOnLines)
      .filter((expression) => expression !== '')
      .map((expression) => ({ expression, language: 'logql' })),
  ].slice(0, 5);
}

function PanelLinks({ placed, context }: Pick<PanelMenuProps, 'placed' | 'context'>) {
  const { t } = useTranslation();
  const linked = useBoardAddresses({ ...context, variables: placed.variables });
  return placed.panel.links.map((link) => {
    const found = linked(link);
    if (found === null) return null;
    const { title, address } = found;
    if (address === null) {
      return (
        <Menu.Item key={`${title} ${link.url}`} disabled>
          {title}
          <Text size="xs">{t('boards.links.absent')}</Text>
        </Menu.Item>
      );
    }
    return (
      <Menu.Item
        key={`${title} ${address}`}
        component="a"
        href={address}
        {...(link.opensNewTab ? { target: '_blank', rel: 'noreferrer noopener' } : {})}
        leftSection={<IconExternalLink size={15} />}
      >
        {title}
      </Menu.Item>
    );
  });
}
