import { Skeleton, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { FaultText } from '../frame/fault.tsx';
import classes from './list-state.module.css';

/** Rows in the shape of what is coming, so that nothing jumps. */
export function SkeletonRows({ count = 6 }: { readonly count?: number }) {
  const rows = Array.from({ length: count }, (_, index) => `${92 - ((index * 17) % 40)}%`);
  return (
    <div className={classes.rows} aria-hidden data-testid="skeleton">
      {rows.map((width) => (
        <Skeleton key={width} height={14} width={width} animate={false} />
      ))}
    </div>
  );
}

/** What a list without entries is about, and the first step. */
export function Empty({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <Title order={2} size="h5">
        {title}
      </Title>
      {text !== undefined && <Text c="dimmed">{text}</Text>}
      {children !== undefined && <div className={classes.steps}>{children}</div>}
    </div>
  );
}

/** Shows a list once it is known; before that its skeleton, or why it could not be had. */
export function ListState<Item>({
  items,
  error,
  retry,
  empty,
  children,
}: {
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  readonly empty: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  if (items === undefined) {
    if (error === null || error === undefined) return <SkeletonRows />;
    return (
      <div className={classes.empty}>
        <FaultText error={error} retry={retry} />
      </div>
    );
  }
  return items.length === 0 ? empty : children(items);
}
