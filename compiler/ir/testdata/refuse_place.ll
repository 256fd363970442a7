; With debug information the place is the source line.
;
; RUN: not pagurus-opt -passes=refuse %s 2>&1 | FileCheck %s
; CHECK: dir/a.c:7: f: inline assembly uses the stack ('call')

define void @f() !dbg !4 {
  call void asm sideeffect "call g", ""(), !dbg !7
  ret void, !dbg !7
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "dir/a.c", directory: "/src")
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 6, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{}
!7 = !DILocation(line: 7, scope: !4)
