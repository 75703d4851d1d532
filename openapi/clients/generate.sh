#!/usr/bin/env bash
# Makes the generated parts of the clients out of the contract: ./generate.sh csharp|typescript|orval; the tools come from ../package.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PATH="$PATH:${HOME:-}/.dotnet:$PWD/../node_modules/.bin"
contract=../efs-api.v1.json

case $1 in
  csharp)
    mkdir -p csharp/generated
    nswag openapi2csclient /runtime:Net100 /input:"$contract" /output:csharp/generated/EfsClient.cs \
      /namespace:Efs.Client /className:EfsClient /operationGenerationMode:SingleClientFromOperationId \
      /jsonLibrary:SystemTextJson /jsonLibraryVersion:10.0 /dateType:System.DateOnly /parameterDateTimeFormat:o \
      /generateOptionalParameters:true /generateOptionalPropertiesAsNullable:true /generateNullableReferenceTypes:true \
      /arrayType:System.Collections.Generic.IReadOnlyList
    ;;
  typescript) openapi-typescript "$contract" -o typescript/src/generated/efs-api.ts ;;
  orval) orval --config ../nightly/orval.config.cjs ;;
esac
