/** What a name may be. */

import { obj, stl } from './assets.js';
import { type Layout, one } from './layout.js';

export const names: Layout[] = [
  {
    name: 'entities in a name',
    files: { 'm.xml': one('', 'nut&amp;bolt.stl'), 'nut&bolt.stl': stl(1), 'nut&amp;bolt.stl': stl(2) },
    right: 'mesh 1',
  },
  {
    name: 'numbered entities in a name and a folder',
    files: { 'm.xml': one('meshdir="b&#x61;g"', '&#116;.stl'), 'bag/t.stl': stl(1), 't.stl': stl(2) },
    right: 'mesh 1',
  },
  {
    name: 'names between single quotes, space around the sign',
    files: {
      'm.xml': one("meshdir\n = 'bag'").replace('file="t.stl"', "file = 't.stl'"),
      't.stl': stl(1),
      'bag/t.stl': stl(2),
    },
    right: 'mesh 2',
  },
  {
    name: 'a name that is not ASCII, of a model with a byte order mark',
    files: {
      'm.xml': `\uFEFF${one('meshdir="Teile für 手"', 'öse 1.stl')}`,
      'Teile für 手/öse 1.stl': stl(1),
    },
    right: 'mesh 1',
  },
  {
    name: 'percent signs are only percent signs',
    files: { 'm.xml': one('', 'a%20b.stl'), 'a%20b.stl': stl(1), 'a b.stl': stl(2) },
    right: 'mesh 1',
  },
  {
    name: 'capitals in the ending',
    files: { 'm.xml': one('', 'T.STL'), 'T.STL': stl(1) },
    right: 'mesh 1',
  },
  {
    name: 'a content type is no ending',
    files: {
      'm.xml': one('', 't').replace('file="t"', 'file="t" content_type="model/stl"'),
      t: stl(1),
      't.stl': stl(2),
    },
    right: /no decoder found for mesh file '[^']*t'/,
  },
  {
    name: 'no ending and no content type',
    files: { 'm.xml': one('', 't'), t: stl(1), 't.stl': stl(2) },
    right: /no decoder found for mesh file '[^']*t'/,
  },
  {
    name: 'space in front of a name',
    files: { 'm.xml': one('', ' t.stl'), 't.stl': stl(1) },
    right: /opening file ' t\.stl'/,
  },
  {
    name: 'an empty name',
    files: { 'm.xml': one('meshdir="bag"', ''), 'bag/t.stl': stl(1) },
    right: /at least 4 vertices required/,
  },
  {
    name: 'the name of a folder',
    files: { 'm.xml': one('', 'bag.stl'), 'bag.stl/t.stl': stl(1) },
    right: /STL file '[^']*bag\.stl' is empty/,
  },
  {
    name: 'an empty file',
    files: { 'm.xml': one(''), 't.stl': '', 'bag/t.stl': stl(1) },
    right: /STL file '[^']*t\.stl' is empty/,
  },
  {
    name: 'an OBJ file with a mesh of the same name as STL',
    files: { 'm.xml': one('', 't.obj'), 't.obj': obj(1), 't.stl': stl(2) },
    right: 'mesh 1',
  },
];
