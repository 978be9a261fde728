import { expect, it } from 'vitest';
import {
  inFolders,
  isFiltered,
  type ListedBoard,
  passes,
  readBoardFilter,
  taggedBoards,
} from './listed-board.ts';

const board = (title: string, more: Partial<ListedBoard> = {}): ListedBoard => ({
  uid: title,
  title,
  description: '',
  tags: [],
  folder: '',
  origin: 'written',
  panels: 1,
  own: undefined,
  ...more,
});
const BOARDS = [
  board('Checkout', { folder: 'Shop/API', tags: ['http'] }),
  board('Node 10', { folder: 'Shop', description: 'hosts and disks' }),
  board('Node 9', { folder: 'Shop', origin: 'imported' }),
  board('Shopping', { origin: 'built-in', tags: ['http', 'tocsin'] }),
];

it.each([
  ['', ['Checkout', 'Node 10', 'Node 9', 'Shopping']],
  ['q=shop', ['Checkout', 'Node 10', 'Node 9', 'Shopping']],
  ['q=disks+node', ['Node 10']],
  ['folder=Shop', ['Checkout', 'Node 10', 'Node 9']],
  ['folder=Sho', []],
  ['tag=http&origin=built-in', ['Shopping']],
  ['origin=nonsense', ['Checkout', 'Node 10', 'Node 9', 'Shopping']],
])('of the address %s there are %j', (search, titles) => {
  const filter = readBoardFilter(new URLSearchParams(search));
  expect(BOARDS.filter((each) => passes(each, filter)).map(({ title }) => title)).toEqual(titles);
  expect(isFiltered(filter)).toBe(search !== '' && search !== 'origin=nonsense');
});

it('lists by folder, and figures in titles by their value', () => {
  const titles = inFolders(BOARDS).map(([folder, inside]) => [
    folder,
    inside.map(({ title }) => title),
  ]);
  expect(titles).toEqual([
    ['', ['Shopping']],
    ['Shop', ['Node 9', 'Node 10']],
    ['Shop/API', ['Checkout']],
  ]);
});

it.each([
  [['http'], '', ['Checkout', 'Shopping']],
  [['http', 'tocsin'], '', ['Shopping']],
  [['http'], 'Shopping', ['Checkout']],
  [['other'], '', []],
  [[], '', ['Checkout', 'Node 9', 'Node 10', 'Shopping']],
])('with the tags %j, beside the open %s, there are %j', (tags, open, titles) => {
  expect(taggedBoards(BOARDS, tags, open).map(({ title }) => title)).toEqual(titles);
});
