/* Annotations of parameters in Windows sources: they say nothing to the compilers here. Source: public SAL documentation. */
#pragma once

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(size)
#define _In_reads_bytes_(size)
#define _In_reads_opt_(size)
#define _In_reads_bytes_opt_(size)
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Out_writes_(size)
#define _Out_writes_z_(size)
#define _Out_writes_bytes_(size)
#define _Out_writes_opt_(size)
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(size)
#define _Inout_updates_z_(size)
#define _Ret_maybenull_
#define _Reserved_
#define _Success_(condition)
#define _Check_return_
#define _Must_inspect_result_

/* The older spelling; names of this form are libstdc++'s own in C++. */
#ifndef __cplusplus
#define __in
#define __in_opt
#define __out
#define __out_opt
#define __inout
#define __inout_opt
#define __in_ecount(size)
#define __in_bcount(size)
#define __out_ecount(size)
#define __out_bcount(size)
#define __deref_out
#define __deref_out_opt
#define __reserved
#endif
