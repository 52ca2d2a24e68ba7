/** Files that are no meshes, and models in models. */

import { obj, png, skin, stl } from './assets.js';
import { compiler, type Layout, robot } from './layout.js';

const texture = (attributes: string, file: string) =>
  `<mujoco>${compiler(attributes)}<asset><texture name="t" type="2d" file="${file}"/></asset></mujoco>`;
const hfield = (attributes: string, file: string) =>
  `<mujoco>${compiler(attributes)}<asset><hfield name="h" size="1 1 1 1" file="${file}"/></asset>
   <worldbody><geom type="hfield" hfield="h"/></worldbody></mujoco>`;
const sides = ['right', 'left', 'up', 'down', 'front', 'back'];

const urdf = (attributes: string, file: string) =>
  `<robot name="r"><mujoco>${compiler(`${attributes} discardvisual="false"`)}</mujoco>
  <link name="base"/><link name="l"><collision><geometry><mesh filename="${file}"/></geometry></collision></link>
  <joint name="j" type="continuous"><parent link="base"/><child link="l"/><axis xyz="0 0 1"/></joint></robot>`;
const attached = (head: string, file: string) =>
  `<mujoco>${head}<asset><model name="c" file="${file}"/></asset>
   <worldbody><frame><attach model="c" body="r" prefix="p"/></frame></worldbody></mujoco>`;
const child = (head: string, file: string) =>
  robot(head, file).replace('<body>', '<body name="r">').replace('<freejoint/>', '');

export const kinds: Layout[] = [
  {
    name: 'an attached model with a compiler of its own',
    files: {
      'm.xml': attached(compiler('meshdir="a"'), 'child/c.xml'),
      'child/c.xml': child(compiler('meshdir="bag"'), 'r.stl'),
      'child/bag/r.stl': stl(1),
      'bag/r.stl': stl(2),
      'a/r.stl': stl(3),
      'r.stl': stl(4),
      'child/r.stl': stl(5),
    },
    right: 'mesh 1',
  },
  {
    name: 'an attached model, its mesh beside it',
    files: {
      'm.xml': attached('', 'child/c.xml'),
      'child/c.xml': child('', 'r.stl'),
      'child/r.stl': stl(1),
      'r.stl': stl(2),
    },
    right: 'mesh 1',
  },
  {
    name: 'an attached model under an assetdir',
    files: {
      'm.xml': attached(compiler('assetdir="a"'), 'c.xml'),
      'c.xml': child('', 'r.stl'),
      'a/c.xml': child('', 's.stl'),
      'r.stl': stl(1),
      'a/r.stl': stl(2),
      's.stl': stl(3),
      'a/s.stl': stl(4),
    },
    right: 'mesh 1',
  },
  {
    name: 'texturedir and assetdir',
    files: {
      'm.xml': texture('texturedir="x" assetdir="a" meshdir="b"', 't.png'),
      't.png': png(1),
      'x/t.png': png(2),
      'a/t.png': png(3),
      'b/t.png': png(4),
    },
    right: 'texture 2',
  },
  {
    name: 'a texture with assetdir alone',
    files: {
      'm.xml': texture('assetdir="a" meshdir="b"', 't.png'),
      't.png': png(1),
      'a/t.png': png(3),
      'b/t.png': png(4),
    },
    right: 'texture 3',
  },
  {
    name: 'a texture with meshdir alone',
    files: { 'm.xml': texture('meshdir="b"', 't.png'), 't.png': png(1), 'b/t.png': png(4) },
    right: 'texture 1',
  },
  {
    name: 'strippath for a texture',
    files: { 'm.xml': texture('strippath="true"', 'in/t.png'), 't.png': png(3), 'in/t.png': png(5) },
    right: 'texture 3',
  },
  {
    name: 'the six files of a cube',
    files: {
      'm.xml': `<mujoco>${compiler('texturedir="x"')}<asset><texture name="t" type="cube" ${sides
        .map((side) => `file${side}="${side}.png"`)
        .join(' ')}/></asset></mujoco>`,
      ...Object.fromEntries(sides.map((side) => [`x/${side}.png`, png(4)])),
      ...Object.fromEntries(sides.map((side) => [`${side}.png`, png(2)])),
    },
    right: 'texture 4',
  },
  {
    name: 'a height field under meshdir and assetdir',
    files: {
      'm.xml': hfield('meshdir="b" assetdir="a" texturedir="x"', 'h.png'),
      'h.png': png(2),
      'a/h.png': png(3),
      'b/h.png': png(4),
      'x/h.png': png(5),
    },
    right: 'hfield 4',
  },
  {
    name: 'a height field under meshdir alone',
    files: { 'm.xml': hfield('meshdir="b"', 'h.png'), 'h.png': png(2), 'b/h.png': png(4) },
    right: 'hfield 4',
  },
  {
    name: 'a skin',
    files: {
      'm.xml': `<mujoco>${compiler('meshdir="b" assetdir="a"')}<asset><skin name="s" file="s.skn"/></asset>
        <worldbody><body name="b"><freejoint/><geom size="1" mass="166.66666667"/></body></worldbody></mujoco>`,
      's.skn': skin(3),
      'a/s.skn': skin(4),
      'b/s.skn': skin(5),
    },
    right: 'mesh 1, skin 5',
  },
  {
    name: 'a flexible body',
    files: {
      'm.xml': `<mujoco>${compiler('meshdir="b" assetdir="a"')}<worldbody>
        <flexcomp name="f" type="mesh" dim="2" mass="1" file="f.obj"/></worldbody></mujoco>`,
      'f.obj': obj(1),
      'a/f.obj': obj(2),
      'b/f.obj': obj(3),
    },
    right: 'flex 3',
  },
  {
    name: 'a URDF with a meshdir',
    files: { 'm.urdf': urdf('meshdir="bag"', 't.stl'), 'bag/t.stl': stl(1), 't.stl': stl(2) },
    main: 'm.urdf',
    right: 'mesh 1',
  },
  {
    name: 'a URDF with names of packages',
    files: { 'm.urdf': urdf('meshdir="bag"', 'package://r/in/t.stl'), 'bag/t.stl': stl(1), 't.stl': stl(2) },
    main: 'm.urdf',
    right: /opening file 'package:\/\/r\/in\/t\.stl'/,
  },
  {
    name: 'the same with strippath',
    files: {
      'm.urdf': urdf('meshdir="bag" strippath="true"', 'package://r/in/t.stl'),
      'bag/t.stl': stl(1),
      't.stl': stl(2),
    },
    main: 'm.urdf',
    right: 'mesh 1',
  },
  {
    name: 'a model of no known kind',
    files: { 'm.xml': '<sdf/>' },
    right: /Unrecognized XML model type/,
  },
];
