// A transform of the AssemblyScript compiler: a function whose comment has the tag `@inline` is compiled into its callers,
// a class whose comment has the tag `@unmanaged` is a struct, fields at an address without a header.
//
// AssemblyScript's own marks are decorators before the function or class. TypeScript and JavaScript have no decorators of
// functions: editors, tsc and biome take such a file for broken. As a tag of the comment, where JSDoc has its tags, the
// same mark leaves the kernels plain TypeScript that all of them read. Nothing else differs: the compiler gets what it
// would have got, and the module has the same bytes.
import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const COMMENT = /\/\*\*(?:(?!\*\/)[\s\S])*\*\//g;
/** Tags, and what they may stand before. */
const TAGS = [
  [/@inline\b/, 'inline', NodeKind.FunctionDeclaration, 'no function'],
  [/@unmanaged\b/, 'unmanaged', NodeKind.ClassDeclaration, 'no class'],
];

export default class InlineByTag extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (!source.isLibrary) markDeclarations(source);
    }
  }
}

/** Gives each declaration whose comment has a tag the decorator; a tag before anything else is an error. */
function markDeclarations(source) {
  const declarations = new Map(source.statements.map((statement) => [statement.range.start, statement]));
  for (const comment of source.text.matchAll(COMMENT)) {
    for (const [tag, name, kind, wrong] of TAGS) {
      if (!tag.test(comment[0])) continue;
      const end = comment.index + comment[0].length;
      const start = end + /^\s*/.exec(source.text.slice(end))[0].length; // of `function`, or of `export` before it
      const declaration = declarations.get(start);
      if (declaration?.kind !== kind) {
        const line = source.text.slice(0, comment.index).split('\n').length;
        throw new Error(
          `${source.normalizedPath}:${line}: @${name} stands before something that is ${wrong}`,
        );
      }
      const identifier = Node.createIdentifierExpression(name, declaration.range);
      declaration.decorators = [Node.createDecorator(identifier, null, declaration.range)];
    }
  }
}
