#include "textflag.h"

// Both look each byte's class up in tables of 128 bytes, one for each of four places and
// each eight buckets: the byte itself, or its last four bits where it is below 0x20 or
// above 0x7f. The buckets are left that have all four.

// bytes<> has each byte thirty-two times: 0x20 to 0x70 for the rows of a table, then
// 0x1f and 0x0f.
DATA bytes<>+0(SB)/8, $0x2020202020202020
DATA bytes<>+8(SB)/8, $0x2020202020202020
DATA bytes<>+16(SB)/8, $0x2020202020202020
DATA bytes<>+24(SB)/8, $0x2020202020202020
DATA bytes<>+32(SB)/8, $0x3030303030303030
DATA bytes<>+40(SB)/8, $0x3030303030303030
DATA bytes<>+48(SB)/8, $0x3030303030303030
DATA bytes<>+56(SB)/8, $0x3030303030303030
DATA bytes<>+64(SB)/8, $0x4040404040404040
DATA bytes<>+72(SB)/8, $0x4040404040404040
DATA bytes<>+80(SB)/8, $0x4040404040404040
DATA bytes<>+88(SB)/8, $0x4040404040404040
DATA bytes<>+96(SB)/8, $0x5050505050505050
DATA bytes<>+104(SB)/8, $0x5050505050505050
DATA bytes<>+112(SB)/8, $0x5050505050505050
DATA bytes<>+120(SB)/8, $0x5050505050505050
DATA bytes<>+128(SB)/8, $0x6060606060606060
DATA bytes<>+136(SB)/8, $0x6060606060606060
DATA bytes<>+144(SB)/8, $0x6060606060606060
DATA bytes<>+152(SB)/8, $0x6060606060606060
DATA bytes<>+160(SB)/8, $0x7070707070707070
DATA bytes<>+168(SB)/8, $0x7070707070707070
DATA bytes<>+176(SB)/8, $0x7070707070707070
DATA bytes<>+184(SB)/8, $0x7070707070707070
DATA bytes<>+192(SB)/8, $0x1f1f1f1f1f1f1f1f
DATA bytes<>+200(SB)/8, $0x1f1f1f1f1f1f1f1f
DATA bytes<>+208(SB)/8, $0x1f1f1f1f1f1f1f1f
DATA bytes<>+216(SB)/8, $0x1f1f1f1f1f1f1f1f
DATA bytes<>+224(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA bytes<>+232(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA bytes<>+240(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA bytes<>+248(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL bytes<>(SB), RODATA|NOPTR, $256

// LOOK512 ands what the bytes at an offset say to the buckets in Z0 to Z3. The lower halves
// of the tables are in registers, the upper ones begin at half.
#define LOOK512(offset, half, T0, T1, T2, T3) \
	VMOVDQU8   offset(SI), Z4        \
	VPCMPB     $1, Z15, Z4, K1       \
	VPANDQ     Z14, Z4, Z5           \
	VMOVDQU8   Z5, K1, Z4            \
	VMOVDQA64  T0, Z5                \
	VMOVDQA64  T1, Z6                \
	VMOVDQA64  T2, Z7                \
	VMOVDQA64  T3, Z8                \
	VPERMT2B   (half)(AX), Z4, Z5     \
	VPERMT2B   (half+128)(AX), Z4, Z6 \
	VPERMT2B   (half+256)(AX), Z4, Z7 \
	VPERMT2B   (half+384)(AX), Z4, Z8 \
	VPANDQ     Z5, Z0, Z0            \
	VPANDQ     Z6, Z1, Z1            \
	VPANDQ     Z7, Z2, Z2            \
	VPANDQ     Z8, Z3, Z3

// func sift512(tables *classTables, text *byte, words int, out *sifted)
// Requires: AVX512F, AVX512BW, AVX512VBMI
TEXT ·sift512(SB), NOSPLIT, $0-32
	MOVQ         tables+0(FP), AX
	MOVQ         text+8(FP), SI
	MOVQ         words+16(FP), CX
	MOVQ         out+24(FP), DI
	TESTQ        CX, CX
	JZ           done512
	VMOVDQU64    0(AX), Z16
	VMOVDQU64    128(AX), Z17
	VMOVDQU64    256(AX), Z18
	VMOVDQU64    384(AX), Z19
	VMOVDQU64    512(AX), Z20
	VMOVDQU64    640(AX), Z21
	VMOVDQU64    768(AX), Z22
	VMOVDQU64    896(AX), Z23
	VMOVDQU64    1024(AX), Z24
	VMOVDQU64    1152(AX), Z25
	VMOVDQU64    1280(AX), Z26
	VMOVDQU64    1408(AX), Z27
	VMOVDQU64    1536(AX), Z28
	VMOVDQU64    1664(AX), Z29
	VMOVDQU64    1792(AX), Z30
	VMOVDQU64    1920(AX), Z31
	MOVL         $0x7f, R8
	VPBROADCASTB R8, Z13
	MOVL         $0x0f, R8
	VPBROADCASTB R8, Z14
	MOVL         $0x20, R8
	VPBROADCASTB R8, Z15

loop512:
	VPTERNLOGD $0xff, Z0, Z0, Z0
	VMOVDQA64  Z0, Z1
	VMOVDQA64  Z0, Z2
	VMOVDQA64  Z0, Z3
	LOOK512(0, 64, Z16, Z17, Z18, Z19)
	LOOK512(1, 576, Z20, Z21, Z22, Z23)
	LOOK512(2, 1088, Z24, Z25, Z26, Z27)
	LOOK512(3, 1600, Z28, Z29, Z30, Z31)
	VPORQ      Z0, Z1, Z0
	VPORQ      Z0, Z2, Z0
	VPTESTMB   Z0, Z0, K2
	VPTESTMB   Z13, Z3, K3
	VPMOVB2M   Z3, K4
	KMOVQ      K2, 0(DI)
	KMOVQ      K3, 128(DI)
	KMOVQ      K4, 256(DI)
	ADDQ       $64, SI
	ADDQ       $8, DI
	DECQ       CX
	JNZ        loop512
	VZEROUPPER

done512:
	RET

// LOOK256 does so for 32 bytes and the buckets in Y0 to Y3; table is where the four tables
// of the place begin. A table is eight rows of sixteen, and no class is in the second. Each
// byte is looked up in all others, with an index of which the highest bit says that it is
// another row's.
#define LOOK256(offset, table) \
	VMOVDQU   offset(SI), Y4            \
	VMOVDQU   bytes<>+192(SB), Y5       \
	VPCMPGTB  Y5, Y4, Y6                \
	VPAND     bytes<>+224(SB), Y4, Y5   \
	VPBLENDVB Y6, Y4, Y5, Y12           \
	VPADDUSB  Y14, Y12, Y13             \
	VPXOR     bytes<>+0(SB), Y12, Y4   \
	VPADDUSB  Y14, Y4, Y4               \
	VPXOR     bytes<>+32(SB), Y12, Y5   \
	VPADDUSB  Y14, Y5, Y5               \
	VPXOR     bytes<>+64(SB), Y12, Y6   \
	VPADDUSB  Y14, Y6, Y6               \
	VPXOR     bytes<>+96(SB), Y12, Y7   \
	VPADDUSB  Y14, Y7, Y7               \
	VPXOR     bytes<>+128(SB), Y12, Y8   \
	VPADDUSB  Y14, Y8, Y8               \
	VPXOR     bytes<>+160(SB), Y12, Y9   \
	VPADDUSB  Y14, Y9, Y9               \
	ROWS256(table, Y0)                  \
	ROWS256(table+128, Y1)              \
	ROWS256(table+256, Y2)              \
	ROWS256(table+384, Y3)

// ROWS256 ands what one table says to acc.
#define ROWS256(table, acc) \
	VBROADCASTI128 (table)(AX), Y10     \
	VPSHUFB        Y13, Y10, Y10        \
	VBROADCASTI128 (table+32)(AX), Y11  \
	VPSHUFB        Y4, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VBROADCASTI128 (table+48)(AX), Y11  \
	VPSHUFB        Y5, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VBROADCASTI128 (table+64)(AX), Y11  \
	VPSHUFB        Y6, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VBROADCASTI128 (table+80)(AX), Y11  \
	VPSHUFB        Y7, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VBROADCASTI128 (table+96)(AX), Y11  \
	VPSHUFB        Y8, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VBROADCASTI128 (table+112)(AX), Y11  \
	VPSHUFB        Y9, Y11, Y11         \
	VPOR           Y11, Y10, Y10        \
	VPAND          Y10, acc, acc

// func sift256(tables *classTables, text *byte, words int, out *sifted)
// Requires: AVX2
TEXT ·sift256(SB), NOSPLIT, $0-32
	MOVQ         tables+0(FP), AX
	MOVQ         text+8(FP), SI
	MOVQ         words+16(FP), CX
	MOVQ         out+24(FP), DI
	ADDQ         CX, CX            // half a word at a time
	JZ           done256
	VMOVDQU      bytes<>+160(SB), Y14
	VPXOR        Y15, Y15, Y15

loop256:
	VPCMPEQB  Y0, Y0, Y0
	VMOVDQA   Y0, Y1
	VMOVDQA   Y0, Y2
	VMOVDQA   Y0, Y3
	LOOK256(0, 0)
	LOOK256(1, 512)
	LOOK256(2, 1024)
	LOOK256(3, 1536)
	VPOR      Y0, Y1, Y0
	VPOR      Y0, Y2, Y0
	VPCMPEQB  Y15, Y0, Y0
	VPMOVMSKB Y0, R8
	NOTL      R8
	MOVL      R8, 0(DI)
	VPMOVMSKB Y3, R8
	MOVL      R8, 256(DI)
	VPADDB    Y3, Y3, Y3           // but for the highest bit
	VPCMPEQB  Y15, Y3, Y3
	VPMOVMSKB Y3, R8
	NOTL      R8
	MOVL      R8, 128(DI)
	ADDQ      $32, SI
	ADDQ      $4, DI
	DECQ      CX
	JNZ       loop256
	VZEROUPPER

done256:
	RET
